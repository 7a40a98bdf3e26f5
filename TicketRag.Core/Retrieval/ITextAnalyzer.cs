using TicketRag.Core.Retrieval.Analysis;

namespace TicketRag.Core.Retrieval;

/// <summary>
/// Text to terms. One analyzer serves the embedded index, Qdrant's sparse vectors and the queries, so that they always agree.
/// </summary>
public interface ITextAnalyzer
{
    /// <summary>Terms in order, with repeats: folded, without stop words, stemmed.</summary>
    IEnumerable<string> Terms(string text);

    /// <summary>The same terms handed to a sink one by one, for callers that need no strings.</summary>
    void Read<TSink>(ReadOnlySpan<char> text, ref TSink sink)
        where TSink : struct, ITermSink
    {
        foreach (var term in Terms(text.ToString()))
        {
            sink.Add(term);
        }
    }
}
