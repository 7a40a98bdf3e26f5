using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using TicketRag.Core.Retrieval.Analysis;

namespace TicketRag.Core.Retrieval.Qdrant;

/// <summary>On one server, each with aliases and collections under a prefix of its own: <c>ticketrag</c>, and <c>ticketrag_</c> with the model's hash.</summary>
public sealed class QdrantVectorStores(IServiceProvider services, QdrantVectorStore installation, IOptions<QdrantOptions> options) : IVectorStores
{
    private readonly ConcurrentDictionary<string, QdrantVectorStore> _others = new(StringComparer.Ordinal);

    public IVectorStore Of(string? model) => model is null ? installation : _others.GetOrAdd(model, Create);

    private QdrantVectorStore Create(string model) => ActivatorUtilities.CreateInstance<QdrantVectorStore>(services, Options.Create(Own(options.Value, model)));

    private static QdrantOptions Own(QdrantOptions shared, string model) => new()
    {
        CollectionPrefix = $"{shared.CollectionPrefix}_{TermHash.Of(model):x8}",
        Timeout = shared.Timeout,
        AverageTerms = shared.AverageTerms,
        BatchPoints = shared.BatchPoints,
        LiveCollectionCache = shared.LiveCollectionCache,
    };
}
