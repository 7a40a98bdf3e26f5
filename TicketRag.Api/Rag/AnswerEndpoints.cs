using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using TicketRag.Api.Access;
using TicketRag.Api.Errors;
using TicketRag.Core.Answers;
using TicketRag.Core.Persistence;

namespace TicketRag.Api.Rag;

/// <summary>What explains the answers that were given: references and numbers, no text of any source.</summary>
internal static class AnswerEndpoints
{
    public static void MapAnswers(this IEndpointRouteBuilder routes) =>
        routes.MapGroup("/api/v1/answers").WithTags("RAG").RequireAuthorization(Policies.AgentViewer)
            .MapGet("/{id}", Explain).WithSummary("How the answers of a conversation or of a query came about; by conversation_id or job_id");

    private static async Task<Results<Ok<AnswerListResponse>, ProblemHttpResult>> Explain(string id, AppDb db, CancellationToken cancellationToken)
    {
        var records = Guid.TryParse(id, out var subject)
            ? await db.Answers.AsNoTracking().Where(record => record.SubjectId == subject).OrderBy(record => record.Id).ToListAsync(cancellationToken)
            : [];
        if (records.Count == 0)
        {
            return Problems.NotFound("conversation or query");
        }

        // What was searched for may hold names that an earlier answer had from a source.
        var cited = records.SelectMany(record => AnswerJson.ReadReply(record.Reply).Citations);
        var withQueries = await CitedSources.AreThereAsync(db, cited, cancellationToken);
        return TypedResults.Ok(new AnswerListResponse([.. records.Select(record => AnswerResponse.From(record, withQueries))]));
    }
}

public sealed record AnswerListResponse(IReadOnlyList<AnswerResponse> Answers);

/// <param name="Kind"><c>chat</c> or <c>query</c>.</param>
/// <param name="Audience">For whom it was made.</param>
/// <param name="Evidence">How much of the question the best passage speaks of, 0 to 1.</param>
public sealed record AnswerResponse(
    Guid Id,
    string Kind,
    string Audience,
    ReplyStatus Status,
    AnswerExplanationMode Mode,
    double Evidence,
    IReadOnlyList<TrailCandidate> Candidates,
    string? PromptSha256,
    string? Model,
    long? InputTokens,
    long? OutputTokens,
    double LatencyMs,
    string? TraceId,
    DateTimeOffset CreatedAt)
{
    public static AnswerResponse From(AnswerRecord record, bool withQuery)
    {
        var (reply, trail) = (AnswerJson.ReadReply(record.Reply), AnswerJson.ReadTrail(record.Trail));
        return new(
            record.Id, SnakeCaseName.Of(record.Kind), record.Audience.Value, reply.Status,
            new(reply.Mode.Route, withQuery ? reply.Mode.Query : null, reply.Mode.Retrieval?.Search, reply.Mode.Retrieval?.Store, reply.Mode.Retrieval?.Embedder, reply.Mode.Answerer, reply.Mode.Degraded),
            trail.Evidence, trail.Candidates, trail.PromptSha256, trail.Model, trail.InputTokens, trail.OutputTokens, trail.LatencyMs, record.TraceId, record.CreatedAt);
    }
}

/// <param name="Query">What was searched for, as the question was rewritten; null once a source of the conversation is gone.</param>
public sealed record AnswerExplanationMode(
    string Route, string? Query, string? Search, string? Store, string? Embedder, string Answerer, IReadOnlyList<string> Degraded);
