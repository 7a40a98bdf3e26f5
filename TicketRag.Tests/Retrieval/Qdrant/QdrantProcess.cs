using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using TicketRag.Core.Connections;
using TicketRag.Core.Retrieval;
using TicketRag.Core.Retrieval.Analysis;
using TicketRag.Core.Retrieval.Qdrant;
using TicketRag.StandIns.Qdrant;

namespace TicketRag.Tests.Retrieval.Qdrant;

/// <summary>What one process of the product has of Qdrant: registered as hosts do it, sharing nothing with another one but the server.</summary>
public sealed class QdrantProcess : IAsyncDisposable
{
    public QdrantProcess(QdrantStandIn server, string? connection = null, params (string Setting, string Value)[] settings)
    {
        Services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder()
                .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create($"{QdrantOptions.Section}:{setting.Setting}", (string?)setting.Value)))
                .Build())
            .AddSingleton<ITextAnalyzer, TextAnalyzer>()
            .AddQdrant(EndpointConnection.Parse(QdrantTransport.Dependency, connection ?? server.ConnectionString))
            .BuildServiceProvider();
    }

    public ServiceProvider Services { get; }

    public IVectorStore Store => Services.GetRequiredService<IVectorStores>().Of(model: null);

    public QdrantClient Client => Services.GetRequiredService<QdrantClient>();

    public ValueTask DisposeAsync() => Services.DisposeAsync();
}
