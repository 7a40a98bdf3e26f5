namespace TicketRag.Core.Retrieval;

/// <summary>
/// Text to terms. One analyzer serves the embedded index, Qdrant's sparse vectors and the queries, so that they always agree.
/// </summary>
public interface ITextAnalyzer
{
    /// <summary>Terms in order, with repeats: folded, without stop words, stemmed.</summary>
    IEnumerable<string> Terms(string text);
}
