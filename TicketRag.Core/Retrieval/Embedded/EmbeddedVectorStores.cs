using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using TicketRag.Core.Retrieval.Embedded.Files;

namespace TicketRag.Core.Retrieval.Embedded;

/// <summary>Indexes in this process's memory.</summary>
/// <param name="folder">Where they are kept from one process to the next, a folder for each store.</param>
public sealed class EmbeddedVectorStores(ITextAnalyzer analyzer, Bm25 bm25, string folder, ILogger<IndexFiles> logger) : IVectorStores
{
    private readonly EmbeddedVectorStore _installation = new(analyzer, bm25: bm25, files: new(Path.Combine(folder, "installation"), logger));
    private readonly ConcurrentDictionary<string, EmbeddedVectorStore> _others = new(StringComparer.Ordinal);

    public IVectorStore Of(string? model) => model is null ? _installation : _others.GetOrAdd(model, _ => new(
        analyzer, bm25: bm25, files: new(Path.Combine(folder, "model-" + Uri.EscapeDataString(model)), logger)));

    /// <summary>See <see cref="EmbeddedVectorStore.Save"/>.</summary>
    public void Save(int oneOf, CancellationToken cancellationToken)
    {
        foreach (var store in _others.Values.Prepend(_installation))
        {
            store.Save(oneOf, cancellationToken);
        }
    }
}
