namespace TicketRag.Core.Retrieval.Reranking;

/// <summary>How much of a question a passage speaks of; where it tells and asks, of what it asks.</summary>
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

    private readonly (int Term, float Weight)[] _essential;
    private readonly float _total;
    private readonly int[] _names;

    /// <param name="holding">How many candidates have each term.</param>
    public CoverageOfQuestion(QuestionWords asked, int[] holding, int candidates)
    {
        _essential = [.. asked.Essential.Select(term => (term, Weight(candidates, holding[term])))];
        _total = _essential.Sum(term => term.Weight);
        _names = _essential.Length <= LongestThatIsBoundToItsNames ? [.. asked.Names.Intersect(asked.Essential)] : [];
    }

    // Softer than BM25's: what every candidate has is what the question is about, and must not count for nothing.
    private static float Weight(int all, int holding) => MathF.Log(1 + (all / (holding + 1f)));

    public QuestionCoverage By(PassageWords passage)
    {
        var isOfAnother = _names.Length > 0 && !Array.Exists(_names, name => passage.Terms[name] > 0);
        var (weight, shared) = (0f, 0);
        foreach (var (term, ofTerm) in _essential)
        {
            weight += passage.Terms[term] > 0 ? ofTerm : 0;
            shared += passage.Terms[term] > 0 ? 1 : 0;
        }

        return new(isOfAnother || _total == 0 ? 0 : weight / _total, shared, _essential.Length);
    }
}
