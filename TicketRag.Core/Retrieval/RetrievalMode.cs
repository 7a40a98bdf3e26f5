namespace TicketRag.Core.Retrieval;

/// <summary>Which parts of retrieval ran.</summary>
/// <param name="Search"><c>hybrid</c>, <c>lexical</c>, <c>dense</c>, or <c>full_text</c> when the vector store is down.</param>
/// <param name="Store"><c>embedded</c>, <c>qdrant</c> or <c>postgres</c>.</param>
/// <param name="Embedder">The embedding model, or null when no vector was compared.</param>
/// <param name="Degraded">What is worse than it should be, and why; empty when all is well.</param>
public sealed record RetrievalMode(string Search, string Store, string? Embedder, IReadOnlyList<string> Degraded)
{
    /// <summary>Words of the question that no passage has, and the terms that they were taken for.</summary>
    public IReadOnlyList<Correction> Corrections { get; init; } = [];
}

/// <param name="Word">As it is analysed: folded and stemmed.</param>
/// <param name="Term">Of the organization's own passages; likewise.</param>
public sealed record Correction(string Word, string Term);
