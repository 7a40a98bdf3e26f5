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
        IReadOnlyList<(Guid ChunkId, Guid DocumentId, double Score)> dense,
        IReadOnlyList<(Guid ChunkId, Guid DocumentId, double Score)> lexical,
        FusionWeights weights,
        int limit)
    {
        var hits = new Dictionary<Guid, ChunkHit>(dense.Count + lexical.Count);
        for (var i = 0; i < dense.Count && weights.Dense > 0; i++)
        {
            var (chunk, document, score) = dense[i];
            hits[chunk] = new(chunk, document, Contribution(i + 1, weights.Dense), new(i + 1, score), null);
        }

        for (var i = 0; i < lexical.Count && weights.Lexical > 0; i++)
        {
            var (chunk, document, score) = lexical[i];
            var found = hits.GetValueOrDefault(chunk) ?? new(chunk, document, 0, null, null);
            hits[chunk] = found with
            {
                FusedScore = found.FusedScore + Contribution(i + 1, weights.Lexical),
                Lexical = new(i + 1, score),
            };
        }

        return [.. hits.Values.OrderByDescending(hit => hit.FusedScore).ThenBy(hit => hit.ChunkId).Take(limit)];
    }
}
