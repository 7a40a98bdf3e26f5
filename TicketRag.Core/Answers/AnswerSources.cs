using Microsoft.EntityFrameworkCore;
using TicketRag.Core.Documents;
using TicketRag.Core.Organizations;
using TicketRag.Core.Persistence;
using TicketRag.Core.Retrieval;

namespace TicketRag.Core.Answers;

/// <summary>Finds what an answer may be made from: solved tickets and knowledge from separate pools, so that neither crowds out the other.</summary>
public sealed class AnswerSources(AppDb db, Retriever retriever)
{
    private const int ChunksPerPool = 6;

    private static readonly IReadOnlyList<SourceKind> Knowledge = [SourceKind.Article, SourceKind.Asset, SourceKind.Text, SourceKind.File, SourceKind.Page];

    /// <param name="excludeDocument">The problem's own ticket, which must not answer itself.</param>
    /// <param name="ticketsAlone">Leave the knowledge out.</param>
    public async Task<FoundSources> FindAsync(string query, Audience reader, Guid? excludeDocument, bool ticketsAlone, CancellationToken cancellationToken)
    {
        var request = new RetrievalRequest(query, reader) { TopK = ChunksPerPool, ExcludeDocument = excludeDocument };
        var tickets = await retriever.RetrieveAsync(request with { SourceKinds = [SourceKind.Ticket], States = [TicketStates.Solved] }, cancellationToken);
        if (ticketsAlone)
        {
            return new(tickets.Mode, [tickets.Chunks], tickets.Mode.Degraded);
        }

        var knowledge = await retriever.RetrieveAsync(request with { SourceKinds = Knowledge }, cancellationToken);
        return new(knowledge.Mode, [tickets.Chunks, knowledge.Chunks], [.. tickets.Mode.Degraded.Union(knowledge.Mode.Degraded)]);
    }

    /// <summary>A ticket's own passages, as far as the reader may see them.</summary>
    public async Task<IReadOnlyList<RetrievedChunk>> OfTicketAsync(Guid ticketId, Audience reader, CancellationToken cancellationToken)
    {
        var rows = await db.Chunks.AsNoTracking()
            .Join(db.Documents.Where(row => row.SourceKind == SourceKind.Ticket && row.SourceId == ticketId), chunk => chunk.DocumentId, row => row.Id, (chunk, row) => new { chunk, row.Title, row.State })
            .OrderBy(row => row.chunk.Ordinal)
            .ToListAsync(cancellationToken);
        return
        [
            .. rows.Where(row => reader.CanRead(row.chunk.Audience)).Select(row => new RetrievedChunk(
                row.chunk.Id, row.chunk.DocumentId, row.chunk.Version, row.chunk.Ordinal, row.Title, SourceKind.Ticket, ticketId, row.State, row.chunk.HeadingPath,
                row.chunk.Text, row.chunk.Start, row.chunk.End, row.chunk.Page, row.chunk.Sheet, row.chunk.Line, 0, null, null, null, default)),
        ];
    }

    /// <summary>A solved ticket is found by its problem, but it is its resolution that helps: that comes right behind the passage which found it.</summary>
    public async Task<IReadOnlyList<RetrievedChunk>> WithResolutionsAsync(IReadOnlyList<RetrievedChunk> found, Audience reader, CancellationToken cancellationToken)
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
                Words = null,
            });

        // Beside the chunk that found it, so that a writer with little room still sees both.
        var byDocument = more.ToLookup(chunk => chunk.DocumentId);
        return [.. found.SelectMany(chunk => found.First(first => first.DocumentId == chunk.DocumentId) == chunk
            ? byDocument[chunk.DocumentId].Prepend(chunk)
            : [chunk])];
    }
}

/// <param name="Mode">Of the search.</param>
/// <param name="Pools">Each best first.</param>
public sealed record FoundSources(RetrievalMode Mode, IReadOnlyList<IReadOnlyList<RetrievedChunk>> Pools, IReadOnlyList<string> Degraded)
{
    private const int Closest = 3;

    /// <summary>The pools with evidence, the one whose best passage says most first.</summary>
    public IReadOnlyList<IReadOnlyList<RetrievedChunk>> WithEvidence { get; } =
        [.. Pools.Where(Evidence.IsEnough).OrderByDescending(pool => WeightOf(pool[0]))];

    public double BestEvidence => Pools.Max(Evidence.Of);

    /// <summary>All passages of pools with evidence, the weightiest first.</summary>
    public IReadOnlyList<RetrievedChunk> Passages => [.. WithEvidence.SelectMany(pool => pool).OrderByDescending(WeightOf)];

    /// <summary>To be named where nothing is answered.</summary>
    public IReadOnlyList<Citation> ClosestSources =>
        [.. Pools.SelectMany(pool => pool).OrderByDescending(WeightOf).DistinctBy(chunk => chunk.DocumentId).Take(Closest).Select(CitationChecker.Cite)];

    // Scores of two fusions can't be compared; what the words weigh can, within one organization.
    private static double WeightOf(RetrievedChunk chunk) => chunk.Words?.Score ?? 0;
}
