using TicketRag.Core.Retrieval;

namespace TicketRag.Core.Answers;

/// <summary>One list of what several queries found, by reciprocal rank (Cormack, Clarke and Büttcher, SIGIR 2009).</summary>
internal static class FusedPassages
{
    /// <param name="lists">Each best first.</param>
    /// <returns>Each passage once, as the query saw it of which it says most, with the fused score.</returns>
    public static IReadOnlyList<RetrievedChunk> Of(IReadOnlyList<IReadOnlyList<RetrievedChunk>> lists, int limit) =>
        lists.Count == 1 ? lists[0] :
        [
            .. lists.SelectMany(list => list.Select((chunk, at) => (Chunk: chunk, Score: ReciprocalRankFusion.Contribution(at + 1, weight: 1))))
                .GroupBy(found => found.Chunk.ChunkId)
                .Select(same => same.MaxBy(found => found.Chunk.Coverage.Share).Chunk with { Score = same.Sum(found => found.Score) })
                .OrderByDescending(chunk => chunk.Score).ThenBy(chunk => chunk.ChunkId)
                .Take(limit),
        ];
}
