namespace TicketRag.Core.Retrieval;

/// <summary>
/// Weighted reciprocal rank fusion (Cormack, Clarke and Büttcher, SIGIR 2009) in the form that Qdrant 1.19 computes,
/// so that both stores rank alike: a channel with weight w adds 1 / (rank / w + k - 1) for a 1-based rank.
/// </summary>
public static class ReciprocalRankFusion
{
    public const int K = 60;

    /// <param name="rank">From 1.</param>
    /// <param name="weight">0 switches the channel off.</param>
    public static double Contribution(int rank, float weight) => weight > 0 ? 1 / ((double)rank / weight + K - 1) : 0;

    public static IReadOnlyList<ChunkHit> Fuse(
        IReadOnlyList<FoundPoint> dense,
        IReadOnlyList<FoundPoint> lexical,
        FusionWeights weights,
        int limit)
    {
        var hits = new Dictionary<Guid, ChunkHit>(dense.Count + lexical.Count);
        for (var i = 0; i < dense.Count && weights.Dense > 0; i++)
        {
            var found = dense[i];
            hits[found.ChunkId] = new(found.ChunkId, found.DocumentId, Contribution(i + 1, weights.Dense), new(i + 1, found.Score), null) { Passage = found.Passage };
        }

        for (var i = 0; i < lexical.Count && weights.Lexical > 0; i++)
        {
            var found = lexical[i];
            var before = hits.GetValueOrDefault(found.ChunkId);
            var score = (before?.FusedScore ?? 0) + Contribution(i + 1, weights.Lexical);
            hits[found.ChunkId] = new(found.ChunkId, found.DocumentId, score, before?.Dense, new(i + 1, found.Score)) { Passage = found.Passage };
        }

        return [.. hits.Values.OrderByDescending(hit => hit.FusedScore).ThenBy(hit => hit.ChunkId).Take(limit)];
    }
}
