using TicketRag.Core.Retrieval;
using TicketRag.StandIns.Qdrant;
using TicketRag.Tests.Infrastructure;

namespace TicketRag.Tests.Retrieval.Qdrant;

/// <summary>The conformance suite against the stand-in; each test's requests are held against Qdrant's document.</summary>
public sealed class QdrantVectorStoreTests : VectorStoreConformance, IAsyncDisposable
{
    private readonly List<IAsyncDisposable> _started = [];

    protected override async ValueTask<IVectorStore> CreateStoreAsync()
    {
        var server = await QdrantStandIn.StartNewAsync();
        _started.Add(server);
        var process = new QdrantProcess(server);
        _started.Add(process);
        return process.Store;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _started.OfType<QdrantStandIn>())
        {
            QdrantSpecification.AssertDescribes(server);
        }

        foreach (var started in Enumerable.Reverse(_started))
        {
            await started.DisposeAsync();
        }
    }
}
