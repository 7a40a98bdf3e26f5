using TicketRag.Core.Retrieval;
using static TicketRag.Tests.Retrieval.SamplePoints;

namespace TicketRag.Tests.Retrieval;

public abstract partial class VectorStoreConformance
{
    [Fact]
    public async Task Unknown_embedder_leaves_lexical_search_working()
    {
        var store = await CreateStoreAsync();
        await store.PrepareAsync(null, Cancelled);
        await store.UpsertAsync(_organization, [Point("printer jams")], Cancelled);
        await store.PublishAsync(Cancelled);

        var hit = Assert.Single(await Search(store, Query("printer", Direction(0))));
        Assert.Null(hit.Dense);
        Assert.True(await store.PrepareAsync(Space, Cancelled), "the space became known");
    }

    [Theory]
    [InlineData("another-model", 8)]
    [InlineData("another-model", 6)]
    public async Task Vectors_of_another_space_are_never_compared(string model, int dimensions)
    {
        var point = Point("printer jams", Direction(0));
        var store = await StoreOf(point);
        Assert.True(await store.PrepareAsync(new(model, dimensions), Cancelled));

        var between = Assert.Single(await Search(store, Query("printer", Direction(0, dimensions))));
        Assert.Null(between.Dense);
        Assert.NotNull(between.Lexical);

        await store.UpsertAsync(_organization, [point with { Vector = Direction(1, dimensions) }], Cancelled);
        await store.PublishAsync(Cancelled);
        var after = Assert.Single(await Search(store, Query(null, Direction(1, dimensions))));
        Assert.Equal(1, after.Dense!.Score, 1e-3);
        Assert.False(await store.PrepareAsync(new(model, dimensions), Cancelled));
    }

    [Fact]
    public async Task Vector_of_the_wrong_length_is_refused_and_nothing_of_its_batch_is_kept()
    {
        var store = await StoreOf();
        await Assert.ThrowsAsync<ArgumentException>(() =>
            store.UpsertAsync(_organization, [Point("fine", Direction(0)), Point("short", Direction(0, 5))], Cancelled));
        Assert.Equal(0, await store.CountAsync(_organization, Cancelled));
    }
}
