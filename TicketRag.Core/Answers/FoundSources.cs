using TicketRag.Core.Retrieval;

namespace TicketRag.Core.Answers;

/// <param name="Mode">Of the search.</param>
/// <param name="Pools">Each best first.</param>
public sealed record FoundSources(RetrievalMode Mode, IReadOnlyList<IReadOnlyList<RetrievedChunk>> Pools, IReadOnlyList<string> Degraded)
{
    private const int Closest = 3;

    /// <summary>In which other words the question was searched for: see <see cref="QueryVariants"/>.</summary>
    public IReadOnlyList<string> Variants { get; init; } = [];

    /// <summary>From which on they are about the question.</summary>
    public EvidenceLimits Limits { get; init; } = EvidenceLimits.OfWords;

    /// <summary>The pools with evidence, the one whose best passage says most first.</summary>
    public IReadOnlyList<IReadOnlyList<RetrievedChunk>> WithEvidence => [.. Pools.Where(pool => Evidence.IsEnough(pool, Limits)).OrderByDescending(pool => WeightOf(pool[0]))];

    public double BestEvidence => Pools.Max(Evidence.Of);

    /// <summary>All passages of pools with evidence, the weightiest first.</summary>
    public IReadOnlyList<RetrievedChunk> Passages => [.. WithEvidence.SelectMany(pool => pool).OrderByDescending(WeightOf)];

    /// <summary>To be named where nothing is answered.</summary>
    public IReadOnlyList<Citation> ClosestSources =>
        [.. Pools.SelectMany(pool => pool).OrderByDescending(WeightOf).DistinctBy(chunk => chunk.DocumentId).Take(Closest).Select(CitationChecker.Cite)];

    // Scores of two fusions can't be compared; what the words weigh can, within one organization and one question.
    private double WeightOf(RetrievedChunk chunk) => Variants.Count > 0 ? chunk.Score : chunk.Words?.Score ?? 0;
}
