using TicketRag.Core.Retrieval.Analysis;
using TicketRag.Core.Retrieval.Qdrant.Wire;

namespace TicketRag.Core.Retrieval.Qdrant;

/// <summary>
/// Text to the sparse vectors whose dot product is BM25 (Robertson and Zaragoza, "The Probabilistic Relevance Framework", 2009):
/// a point carries the term-frequency part, the query 1 per term, and Qdrant multiplies by the inverse document frequency.
/// </summary>
/// <param name="averageTerms">The average document length; a constant, because a stored weight can't follow a moving average.</param>
public sealed class SparseEncoder(ITextAnalyzer analyzer, int averageTerms, Bm25 bm25)
{
    /// <returns>Null when the text has no term.</returns>
    public SparseVector? Document(string text)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        var length = 0;
        var position = 0;
        foreach (var term in analyzer.Terms(text))
        {
            var count = Bm25.CountAt(position++);
            counts[term] = counts.GetValueOrDefault(term) + count;
            length += count;
        }

        return Vector(counts.Select(term => (term.Key, (double)bm25.Saturate(term.Value, (float)length / averageTerms))));
    }

    /// <summary>A term counts once, however often it is asked for.</summary>
    /// <returns>Null when the text has no term.</returns>
    public SparseVector? Query(string text) => Vector(analyzer.QuestionTerms(text).Select(term => (term, 1d)));

    // Two terms with one hash share a dimension: their weights add up, as if they were one term.
    private static SparseVector? Vector(IEnumerable<(string Term, double Weight)> terms)
    {
        var weights = new Dictionary<uint, double>();
        foreach (var (term, weight) in terms)
        {
            var index = TermHash.Of(term);
            weights[index] = weights.GetValueOrDefault(index) + weight;
        }

        var indices = weights.Keys.ToArray();
        Array.Sort(indices);
        return indices.Length == 0 ? null : new(indices, Array.ConvertAll(indices, index => (float)weights[index]));
    }
}
