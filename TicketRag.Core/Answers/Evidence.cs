using TicketRag.Core.Retrieval;
using TicketRag.Core.Retrieval.Reranking;

namespace TicketRag.Core.Answers;

/// <summary>
/// Whether what was found is about the question at all, judged by how much of it one of the best passages speaks of, or how near a passage's meaning is where
/// the model's similarities were measured. Of a short question more has to be there than of a long description, which names many things that no source will. The
/// limits come from the golden questions (docs/evaluation.md); the reranker's measure is made of candidates and not of a store's scores.
/// </summary>
public static class Evidence
{
    /// <summary>So many of the best passages are looked at.</summary>
    public const int PassagesThatCount = 3;

    private const int MinSharedTerms = 2;
    private const int AmpleSharedTerms = 7;

    /// <summary>No means: say that it isn't there.</summary>
    public static bool IsEnough(IReadOnlyList<RetrievedChunk> passages, EvidenceLimits limits) =>
        passages.Take(PassagesThatCount).Any(passage => IsEnough(passage.Coverage, passage.Dense?.Score, limits));

    /// <param name="similarity">The passage's cosine; null where it has none.</param>
    public static bool IsEnough(QuestionCoverage coverage, double? similarity, EvidenceLimits limits) =>
        IsEnough(coverage, limits.ShareOffset) || (limits.Similarity is { } least && similarity >= least);

    /// <summary>The measure that is compared: the greatest share among the best passages.</summary>
    public static double Of(IReadOnlyList<RetrievedChunk> passages) => passages.Take(PassagesThatCount).Select(passage => passage.Coverage.Share).DefaultIfEmpty(0).Max();

    private static bool IsEnough(QuestionCoverage coverage, double offset) =>
        coverage.Asked > 0 && coverage.Share > 0
        && (coverage.Shared >= AmpleSharedTerms
            || (coverage.Shared >= Math.Min(MinSharedTerms, coverage.Asked) && coverage.Share >= RequiredShare(coverage.Asked) + offset));

    private static double RequiredShare(int terms) => Math.Clamp(0.42 - (0.01 * terms), 0.15, 0.36);
}
