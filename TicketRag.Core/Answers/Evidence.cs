using TicketRag.Core.Retrieval;

namespace TicketRag.Core.Answers;

/// <summary>Whether what was found is about the question at all, judged by the question's terms that the best chunks share.</summary>
public sealed class Evidence(ITextAnalyzer analyzer)
{
    private const int ChunksThatCount = 3;
    private const int MinSharedTerms = 2;
    private const double MinCoverage = 0.2;
    private const int AmpleSharedTerms = 5;

    /// <summary>The chunks that carry enough of the question's terms to be built upon; none means: say that it isn't there.</summary>
    public bool IsEnough(string question, IReadOnlyList<RetrievedChunk> chunks)
    {
        var terms = analyzer.Terms(question).ToHashSet();
        if (terms.Count == 0)
        {
            return false;
        }

        var shared = chunks.Take(ChunksThatCount).Select(chunk => Shared(chunk, terms)).DefaultIfEmpty(0).Max();
        return shared >= AmpleSharedTerms || (shared >= Math.Min(MinSharedTerms, terms.Count) && (double)shared / terms.Count >= MinCoverage);
    }

    private int Shared(RetrievedChunk chunk, HashSet<string> terms) =>
        analyzer.Terms($"{chunk.Title}\n{chunk.HeadingPath}\n{chunk.Text}").Where(terms.Contains).Distinct().Count();
}
