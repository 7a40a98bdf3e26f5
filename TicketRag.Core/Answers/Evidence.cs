using TicketRag.Core.Retrieval;
using TicketRag.Core.Retrieval.Reranking;

namespace TicketRag.Core.Answers;

/// <summary>
/// Whether what was found is about the question at all, judged by how much of it one of the best passages speaks of. Of a short question more has to be
/// there than of a long description, which names many things that no source will. The limits come from the golden questions (docs/evaluation.md); the
/// reranker's measure is made of candidates and not of a store's scores, so one limit holds for every store and model.
/// </summary>
public static class Evidence
{
    private const int PassagesThatCount = 3;
    private const int MinSharedTerms = 2;
    private const int AmpleSharedTerms = 7;

    /// <summary>No means: say that it isn't there.</summary>
    public static bool IsEnough(IReadOnlyList<RetrievedChunk> passages) => passages.Take(PassagesThatCount).Any(passage => IsEnough(passage.Coverage));

    /// <summary>The measure that is compared: the greatest share among the best passages.</summary>
    public static double Of(IReadOnlyList<RetrievedChunk> passages) => passages.Take(PassagesThatCount).Select(passage => passage.Coverage.Share).DefaultIfEmpty(0).Max();

    private static bool IsEnough(QuestionCoverage coverage) =>
        coverage.Asked > 0 && coverage.Share > 0
        && (coverage.Shared >= AmpleSharedTerms
            || (coverage.Shared >= Math.Min(MinSharedTerms, coverage.Asked) && coverage.Share >= RequiredShare(coverage.Asked)));

    private static double RequiredShare(int terms) => Math.Clamp(0.42 - (0.01 * terms), 0.15, 0.36);
}
