namespace TicketRag.Core.Retrieval.Analysis;

/// <summary>Takes the terms of a text one by one. A term is valid only during the call.</summary>
public interface ITermSink
{
    void Add(ReadOnlySpan<char> term);
}
