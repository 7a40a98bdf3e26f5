namespace TicketRag.Core.Retrieval;

/// <summary>Which parts of retrieval ran.</summary>
/// <param name="Search"><c>hybrid</c>, <c>lexical</c>, <c>dense</c>, or <c>full_text</c> when the vector store is down.</param>
/// <param name="Store"><c>embedded</c>, <c>qdrant</c> or <c>postgres</c>.</param>
/// <param name="Embedder">The embedding model, or null when no vector was compared.</param>
/// <param name="Degraded">What is worse than it should be, and why; empty when all is well.</param>
public sealed record RetrievalMode(string Search, string Store, string? Embedder, IReadOnlyList<string> Degraded);
