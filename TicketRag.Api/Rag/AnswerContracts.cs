using Microsoft.EntityFrameworkCore;
using TicketRag.Core.Answers;
using TicketRag.Core.Persistence;

namespace TicketRag.Api.Rag;

/// <param name="Next">Pass it as <c>after</c> to get the next page; null on the last.</param>
public sealed record AnswerListResponse(IReadOnlyList<AnswerResponse> Answers, string? Next);

/// <param name="Kind"><c>chat</c>, <c>query</c> or <c>solution</c>.</param>
/// <param name="SubjectId">The conversation, the query's job, the ticket; of a solution of neither, its own id.</param>
/// <param name="Audience">For whom it was made.</param>
/// <param name="SourcesGone">How many of the documents that it stands on or was chosen from are not there any more.</param>
/// <param name="Evidence">How much of the question the best passage speaks of, 0 to 1.</param>
/// <param name="Candidates">The passages that were found; those of documents that are gone are left out.</param>
/// <param name="Calls">To chat models; none where no model was asked.</param>
/// <param name="Model">Of the call that wrote the answer; null where no model wrote it.</param>
/// <param name="InputTokens">Of all calls together, as the models reported them; null where none did.</param>
/// <param name="OutputTokens">Likewise.</param>
/// <param name="LatencyMs">From the question to the whole answer.</param>
/// <param name="TraceId">W3C; null where nothing was traced.</param>
public sealed record AnswerResponse(
    Guid Id,
    string Kind,
    Guid SubjectId,
    string Audience,
    ReplyStatus Status,
    AnswerExplanationMode Mode,
    int SourcesGone,
    double Evidence,
    IReadOnlyList<TrailCandidate> Candidates,
    IReadOnlyList<ModelUse> Calls,
    string? PromptSha256,
    string? PromptVersion,
    string? Model,
    long? InputTokens,
    long? OutputTokens,
    double LatencyMs,
    string? TraceId,
    DateTimeOffset CreatedAt)
{
    public static async Task<IReadOnlyList<AnswerResponse>> FromAsync(AppDb db, IEnumerable<AnswerRecord> records, CancellationToken cancellationToken)
    {
        var read = records.Select(record => (record, Reply: AnswerJson.ReadReply(record.Reply), Trail: AnswerJson.ReadTrail(record.Trail))).ToList();
        var named = read.SelectMany(one => DocumentsOf(one.Reply, one.Trail)).Distinct().ToArray();
        var there = await db.Documents.Where(document => named.Contains(document.Id)).Select(document => document.Id).ToHashSetAsync(cancellationToken);
        return [.. read.Select(one => From(one.record, one.Reply, one.Trail, there))];
    }

    private static AnswerResponse From(AnswerRecord record, Reply reply, AnswerTrail trail, HashSet<Guid> there)
    {
        // What was searched for may hold words that an earlier answer had from a source.
        var isWhole = reply.DocumentIds().All(there.Contains);
        var writing = trail.Calls.LastOrDefault(call => call.Wrote);
        return new(
            record.Id, SnakeCaseName.Of(record.Kind), record.SubjectId, record.Audience.Value, reply.Status,
            new(reply.Mode.Route, isWhole ? reply.Mode.Query : null, isWhole ? trail.Variants : [], reply.Mode.Retrieval?.Search, reply.Mode.Retrieval?.Store, reply.Mode.Retrieval?.Embedder, reply.Mode.Answerer, reply.Mode.Degraded),
            DocumentsOf(reply, trail).Count(document => !there.Contains(document)),
            trail.Evidence, [.. trail.Candidates.Where(candidate => there.Contains(candidate.DocumentId))], trail.Calls,
            writing?.PromptSha256, writing?.PromptVersion, writing?.Model, Sum(trail.Calls.Select(call => call.InputTokens)), Sum(trail.Calls.Select(call => call.OutputTokens)),
            trail.LatencyMs, record.TraceId, record.CreatedAt);
    }

    private static IEnumerable<Guid> DocumentsOf(Reply reply, AnswerTrail trail) =>
        reply.DocumentIds().Concat(trail.Candidates.Select(candidate => candidate.DocumentId)).Distinct();

    // Nothing reported is not zero.
    private static long? Sum(IEnumerable<long?> counts) => counts.OfType<long>().Select(count => (long?)count).Aggregate((long?)null, (sum, count) => (sum ?? 0) + count);
}

/// <param name="Query">What was searched for, as the question was rewritten; null once a source of the answer is gone.</param>
/// <param name="Variants">In which other words it was searched for.</param>
public sealed record AnswerExplanationMode(
    string Route, string? Query, IReadOnlyList<string> Variants, string? Search, string? Store, string? Embedder, string Answerer, IReadOnlyList<string> Degraded);
