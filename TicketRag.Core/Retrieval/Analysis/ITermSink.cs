namespace TicketRag.Core.Retrieval.Analysis;

/// <summary>Takes the terms of a text one by one. A term is valid only during the call.</summary>
public interface ITermSink
{
    void Add(ReadOnlySpan<char> term);
}

/// <summary>Takes the terms of a question, whose words may have other forms in other languages.</summary>
public interface IFormSink : ITermSink
{
    /// <summary>Another form of the term that was added last.</summary>
    void AddForm(ReadOnlySpan<char> form);
}
