using Microsoft.EntityFrameworkCore;
using TicketRag.Core.Documents;
using TicketRag.Core.Organizations;
using TicketRag.Core.Persistence;
using TicketRag.Core.Retrieval;

namespace TicketRag.Core.Answers;

/// <summary>Finds what an answer may be made from: solved tickets and knowledge from separate pools, so that neither crowds out the other.</summary>
public sealed class AnswerSources(AppDb db, Retriever retriever, QueryVariants variants, EvidenceTable evidence)
{
    private const int ChunksPerPool = 6;

    private static readonly IReadOnlyList<SourceKind> Knowledge = [SourceKind.Article, SourceKind.Asset, SourceKind.Text, SourceKind.File, SourceKind.Page];

    /// <summary>Where the question's own words find too little, what it is in other words is searched for too, and the lists are fused.</summary>
    /// <param name="excludeDocument">The problem's own ticket, which must not answer itself.</param>
    /// <param name="ticketsAlone">Leave the knowledge out.</param>
    public async Task<FoundSources> FindAsync(
        string query, Audience reader, Guid? excludeDocument, bool ticketsAlone, ModelUsage usage, CancellationToken cancellationToken)
    {
        var request = new RetrievalRequest(query, reader) { TopK = ChunksPerPool, ExcludeDocument = excludeDocument };
        var found = await SearchAsync(request, ticketsAlone, cancellationToken);
        if (found.WithEvidence.Count > 0)
        {
            return found;
        }

        var degraded = found.Degraded.ToList();
        var others = await variants.OfAsync(query, usage, degraded, cancellationToken);
        var all = new List<FoundSources> { found };
        foreach (var other in others)
        {
            all.Add(await SearchAsync(request with { Query = other }, ticketsAlone, cancellationToken));
        }

        return found with
        {
            Pools = [.. found.Pools.Select((_, pool) => FusedPassages.Of([.. all.Select(one => one.Pools[pool])], ChunksPerPool))],
            Degraded = [.. degraded.Union(all.SelectMany(one => one.Degraded))],
            Variants = others,
        };
    }

    private async Task<FoundSources> SearchAsync(RetrievalRequest request, bool ticketsAlone, CancellationToken cancellationToken)
    {
        var tickets = await retriever.RetrieveAsync(request with { SourceKinds = [SourceKind.Ticket], States = [TicketStates.Solved] }, cancellationToken);
        if (ticketsAlone)
        {
            return new(tickets.Mode, [tickets.Chunks], tickets.Mode.Degraded) { Limits = evidence.Of(tickets.Mode) };
        }

        var knowledge = await retriever.RetrieveAsync(request with { SourceKinds = Knowledge }, cancellationToken);
        return new(knowledge.Mode, [tickets.Chunks, knowledge.Chunks], [.. tickets.Mode.Degraded.Union(knowledge.Mode.Degraded)]) { Limits = evidence.Of(knowledge.Mode) };
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
