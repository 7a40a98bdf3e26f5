using TicketRag.Core.Organizations;
using TicketRag.Core.Retrieval;
using static TicketRag.Tests.Retrieval.SamplePoints;

namespace TicketRag.Tests.Retrieval;

public abstract partial class VectorStoreConformance
{
    [Fact]
    public async Task Same_chunk_id_replaces_the_point()
    {
        var point = Point("printer jams", Direction(0));
        var store = await StoreOf(point, Point("coffee", Direction(2)));
        await store.UpsertAsync(_organization, [point with { SearchText = "scanner smears", Vector = Direction(1), Audience = Audience.Public }], Cancelled);

        Assert.Equal(2, await store.CountAsync(_organization, Cancelled));
        Assert.Empty(await Found(store, Query("printer")));
        Assert.Equal([point.ChunkId], await Found(store, Query("scanner", Direction(1)) with { Reader = Audience.Public }));
        var hit = (await Search(store, Query(null, Direction(0)))).Single(hit => hit.ChunkId == point.ChunkId);
        Assert.Equal(0, hit.Dense!.Score, 1e-3);
    }

    [Fact]
    public async Task Replacing_without_a_vector_forgets_the_old_one()
    {
        var point = Point("printer jams", Direction(0));
        var store = await StoreOf(point);
        await store.UpsertAsync(_organization, [point with { Vector = null }], Cancelled);
        Assert.Empty(await Found(store, Query(null, Direction(0))));
        Assert.Equal([point.ChunkId], await Found(store, Query("printer")));
    }

    [Fact]
    public async Task Last_of_two_points_with_one_id_in_a_batch_wins()
    {
        var point = Point("printer jams");
        var store = await StoreOf(point, point with { SearchText = "scanner smears" });
        Assert.Equal(1, await store.CountAsync(_organization, Cancelled));
        Assert.Empty(await Found(store, Query("printer")));
        Assert.Equal([point.ChunkId], await Found(store, Query("scanner")));
    }
}
