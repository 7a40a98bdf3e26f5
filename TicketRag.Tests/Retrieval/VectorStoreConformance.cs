using TicketRag.Core.Organizations;
using TicketRag.Core.Retrieval;
using static TicketRag.Tests.Retrieval.SamplePoints;

namespace TicketRag.Tests.Retrieval;

/// <summary>
/// What every vector store must do. Only orders that any BM25 agrees on are asserted: the exact weights of long and short texts are a store's own.
/// </summary>
public abstract partial class VectorStoreConformance
{
    private readonly OrganizationId _organization = OrganizationId.New();

    /// <summary>A store that holds nothing and isn't prepared.</summary>
    protected abstract ValueTask<IVectorStore> CreateStoreAsync();

    protected static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private async Task<IVectorStore> StoreOf(params ChunkPoint[] points)
    {
        var store = await CreateStoreAsync();
        await store.PrepareAsync(Space, Cancelled);
        await store.PublishAsync(Cancelled);
        if (points.Length > 0)
        {
            await store.UpsertAsync(_organization, points, Cancelled);
        }

        return store;
    }

    private Task<IReadOnlyList<ChunkHit>> Search(IVectorStore store, ChunkQuery query) => store.SearchAsync(_organization, query, Cancelled);

    private async Task<IReadOnlyList<Guid>> Found(IVectorStore store, ChunkQuery query) =>
        [.. (await Search(store, query)).Select(hit => hit.ChunkId)];
}
