namespace TicketRag.Core.Retrieval.Reranking;

/// <summary>How much of a question a passage speaks of.</summary>
/// <param name="Share">
/// 0 to 1: of the question's distinct terms, each weighted by how few of the candidates have it. 0 where the question names codes, versions or models and
/// the passage has none of them.
/// </param>
/// <param name="Shared">How many of the question's terms it has.</param>
/// <param name="Asked">How many the question has.</param>
public readonly record struct QuestionCoverage(double Share, int Shared, int Asked);

/// <summary>Computes it among the candidates of one question.</summary>
internal sealed class CoverageOfQuestion
{
    // A long description names serials and versions that no source will.
    private const int LongestThatIsBoundToItsNames = 20;

    private readonly float[] _weights;
    private readonly float _total;
    private readonly int[] _names;

    public CoverageOfQuestion(QuestionWords asked, PassageWords[] candidates)
    {
        var holding = candidates.SelectMany(passage => passage.Terms.Keys).CountBy(term => term).ToDictionary();
        _weights = [.. Enumerable.Range(0, asked.TermCounts.Count).Select(term => Weight(candidates.Length, holding.GetValueOrDefault(term)))];
        _total = _weights.Sum();
        _names = asked.TermCounts.Count <= LongestThatIsBoundToItsNames ? [.. asked.Names] : [];
    }

    // Softer than BM25's: what every candidate has is what the question is about, and must not count for nothing.
    private static float Weight(int all, int holding) => MathF.Log(1 + (all / (holding + 1f)));

    public QuestionCoverage By(PassageWords passage)
    {
        var isOfAnother = _names.Length > 0 && !Array.Exists(_names, passage.Terms.ContainsKey);
        var share = isOfAnother || _total == 0 ? 0 : passage.Terms.Keys.Sum(term => _weights[term]) / _total;
        return new(share, passage.Terms.Count, _weights.Length);
    }
}
