using TicketRag.Core.Retrieval;

namespace TicketRag.Core.Answers;

/// <summary>
/// Whether what was found is about the question at all, judged by the share of the question's terms that one of the best chunks has. Of a short
/// question more has to be there than of a long description, which names many things that no source will.
/// </summary>
public sealed class Evidence(ITextAnalyzer analyzer)
{
    private const int ChunksThatCount = 3;
    private const int MinSharedTerms = 2;
    private const int AmpleSharedTerms = 7;

    /// <summary>No means: say that it isn't there.</summary>
    public bool IsEnough(string question, IReadOnlyList<RetrievedChunk> chunks)
    {
        var terms = analyzer.Terms(question).ToHashSet();
        if (terms.Count == 0)
        {
            return false;
        }

        var shared = chunks.Take(ChunksThatCount).Select(chunk => Shared(chunk, terms)).DefaultIfEmpty(0).Max();
        return shared >= AmpleSharedTerms
            || (shared >= Math.Min(MinSharedTerms, terms.Count) && (double)shared / terms.Count >= RequiredShare(terms.Count));
    }

    // Half of up to five terms, a fifth of twenty and more.
    private static double RequiredShare(int terms) => Math.Clamp(0.6 - (0.02 * terms), 0.2, 0.5);

    private int Shared(RetrievedChunk chunk, HashSet<string> terms) =>
        analyzer.Terms($"{chunk.Title}\n{chunk.HeadingPath}\n{chunk.Text}").Where(terms.Contains).Distinct().Count();
}
