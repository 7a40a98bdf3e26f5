using Microsoft.EntityFrameworkCore;
using TicketRag.Core.Connections;
using TicketRag.Core.Documents;
using TicketRag.Core.Models;
using TicketRag.Core.Organizations;
using TicketRag.Core.Persistence;
using TicketRag.Core.Retrieval;
using TicketRag.Core.Telemetry;

namespace TicketRag.Core.Answers;

/// <summary>
/// Problem → sources → draft → checked answer. Solved tickets and knowledge are retrieved from separate pools, so that neither crowds out the
/// other; without evidence it abstains and names the closest sources.
/// </summary>
public sealed class SolutionComposer(
    AppDb db,
    Retriever retriever,
    ISolutionWriter writer,
    ExtractiveSolutionWriter fallback,
    Evidence evidence)
{
    private const int ChunksPerPool = 6;
    private const string NothingComposed = "none";

    private static readonly IReadOnlyList<SourceKind> Knowledge = [SourceKind.Article, SourceKind.Asset, SourceKind.Text, SourceKind.File, SourceKind.Page];

    /// <param name="excludeDocument">The problem's own ticket, which must not answer itself.</param>
    public async Task<Answer> ComposeAsync(Problem problem, Audience reader, Guid? excludeDocument, CancellationToken cancellationToken)
    {
        using var activity = TicketRagTelemetry.Retrieval.StartActivity("compose solution");
        var request = new RetrievalRequest(problem.Query, reader) { TopK = ChunksPerPool, ExcludeDocument = excludeDocument };
        var tickets = await retriever.RetrieveAsync(request with { SourceKinds = [SourceKind.Ticket], States = [TicketStates.Solved] }, cancellationToken);
        var knowledge = await retriever.RetrieveAsync(request with { SourceKinds = Knowledge }, cancellationToken);
        var degraded = tickets.Mode.Degraded.Union(knowledge.Mode.Degraded).ToList();
        var pools = new[] { tickets.Chunks, knowledge.Chunks }
            .Where(pool => evidence.IsEnough(problem.Query, pool))
            .OrderByDescending(pool => pool[0].Score)
            .ToList();
        if (pools.Count == 0)
        {
            return Abstain(tickets, knowledge, NothingComposed, degraded);
        }

        IReadOnlyList<RetrievedChunk> sources = [.. pools.SelectMany(pool => pool)];
        sources = await WithResolutionsAsync(sources, reader, cancellationToken);
        var (steps, name) = await WriteAsync(problem, sources, degraded, cancellationToken);
        activity?.SetTag("ticketrag.answer.writer", name);
        activity?.SetTag("ticketrag.answer.steps", steps.Count);
        return steps.Count == 0
            ? Abstain(tickets, knowledge, name, degraded)
            : new(steps, [.. steps.SelectMany(step => step.Citations).Distinct()], new(knowledge.Mode, name, degraded));
    }

    private async Task<(IReadOnlyList<AnswerStep> Steps, string Writer)> WriteAsync(
        Problem problem, IReadOnlyList<RetrievedChunk> sources, List<string> degraded, CancellationToken cancellationToken)
    {
        try
        {
            var draft = await writer.DraftAsync(problem, sources, cancellationToken);
            return (CitationChecker.Check(draft, sources), writer.Name);
        }
        catch (Exception down) when (down is DependencyUnavailableException or ModelRequestException or ModelResponseException)
        {
            degraded.Add(down.Message);
            var draft = await fallback.DraftAsync(problem, sources, cancellationToken);
            return (CitationChecker.Check(draft, sources), fallback.Name);
        }
    }

    private static Answer Abstain(RetrievalResult tickets, RetrievalResult knowledge, string writer, IReadOnlyList<string> degraded)
    {
        var closest = tickets.Chunks.Concat(knowledge.Chunks).OrderByDescending(chunk => chunk.Score).DistinctBy(chunk => chunk.DocumentId).Take(3);
        return new([], [.. closest.Select(CitationChecker.Cite)], new(knowledge.Mode, writer, degraded));
    }

    // A solved ticket is found by its problem, but it is its resolution that helps.
    private async Task<IReadOnlyList<RetrievedChunk>> WithResolutionsAsync(IReadOnlyList<RetrievedChunk> found, Audience reader, CancellationToken cancellationToken)
    {
        var tickets = found.Where(chunk => chunk.SourceKind == SourceKind.Ticket).Select(chunk => chunk.DocumentId).Distinct().ToArray();
        var resolutions = await db.Chunks.AsNoTracking()
            .Where(chunk => tickets.Contains(chunk.DocumentId) && chunk.HeadingPath == TicketSections.Resolution)
            .ToListAsync(cancellationToken);
        var more = resolutions
            .Where(chunk => reader.CanRead(chunk.Audience) && found.All(known => known.ChunkId != chunk.Id))
            .Select(chunk => found.First(known => known.DocumentId == chunk.DocumentId) with
            {
                ChunkId = chunk.Id,
                Version = chunk.Version,
                Ordinal = chunk.Ordinal,
                HeadingPath = chunk.HeadingPath,
                Text = chunk.Text,
                Start = chunk.Start,
                End = chunk.End,
                Page = chunk.Page,
                Sheet = chunk.Sheet,
                Line = chunk.Line,
                Dense = null,
                Lexical = null,
            });

        // Beside the chunk that found it, so that a writer with little room still sees both.
        var byDocument = more.ToLookup(chunk => chunk.DocumentId);
        return [.. found.SelectMany(chunk => found.First(first => first.DocumentId == chunk.DocumentId) == chunk
            ? byDocument[chunk.DocumentId].Prepend(chunk)
            : [chunk])];
    }
}
