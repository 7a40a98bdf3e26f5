using System.Collections.Concurrent;

namespace TicketRag.Core.Retrieval.Embedded;

/// <summary>Indexes in this process's memory.</summary>
public sealed class EmbeddedVectorStores(ITextAnalyzer analyzer, Bm25 bm25) : IVectorStores
{
    private readonly EmbeddedVectorStore _installation = new(analyzer, bm25: bm25);
    private readonly ConcurrentDictionary<string, EmbeddedVectorStore> _others = new(StringComparer.Ordinal);

    public IVectorStore Of(string? model) => model is null ? _installation : _others.GetOrAdd(model, _ => new(analyzer, bm25: bm25));
}
