using TicketRag.Core.Documents;
using TicketRag.Core.Retrieval;

namespace TicketRag.Core.Answers;

/// <summary>Turns what a writer claims into citations that hold. A claim about a chunk that was not retrieved, or a quote that is not in it, is dropped.</summary>
public static class CitationChecker
{
    /// <summary>The drafted steps that at least one checked citation supports.</summary>
    public static IReadOnlyList<AnswerStep> Check(IEnumerable<DraftStep> draft, IReadOnlyList<RetrievedChunk> retrieved)
    {
        var chunks = retrieved.DistinctBy(chunk => chunk.ChunkId).ToDictionary(chunk => chunk.ChunkId);
        return
        [
            .. draft
                .Where(step => !string.IsNullOrWhiteSpace(step.Text))
                .Select(step => new AnswerStep(step.Text.Trim(), [.. step.Claims.Select(claim => TryCite(claim, chunks)).OfType<Citation>().Distinct()]))
                .Where(step => step.Citations.Count > 0),
        ];
    }

    /// <summary>The whole chunk as its own quote.</summary>
    public static Citation Cite(RetrievedChunk chunk) => Cite(chunk, 0, chunk.Text.Length);

    private static Citation? TryCite(Claim claim, Dictionary<Guid, RetrievedChunk> chunks) =>
        chunks.TryGetValue(claim.ChunkId, out var chunk) && Quotes.Find(chunk.Text, claim.Quote) is var (start, end)
            ? Cite(chunk, start, end)
            : null;

    private static Citation Cite(RetrievedChunk chunk, int start, int end)
    {
        var quote = chunk.Text[start..end];
        return new(
            chunk.DocumentId, chunk.Version, chunk.ChunkId, chunk.Title, chunk.SourceKind, chunk.SourceId, chunk.Page,
            chunk.Start + start, chunk.Start + end, ChunkIds.Sha256Of(quote), quote);
    }
}

/// <summary>A step as a writer proposes it, not yet checked.</summary>
public sealed record DraftStep(string Text, IReadOnlyList<Claim> Claims);

/// <summary>"This is what that chunk says": to be checked.</summary>
public sealed record Claim(Guid ChunkId, string Quote);
