using TicketRag.Core.Organizations;
using TicketRag.Core.Retrieval;
using static TicketRag.Tests.Retrieval.SamplePoints;

namespace TicketRag.Tests.Retrieval;

public abstract partial class VectorStoreConformance
{
    [Fact]
    public async Task Organization_without_points_finds_and_counts_nothing()
    {
        var store = await StoreOf();
        Assert.Empty(await Search(store, Query("printer", Direction(0))));
        Assert.Equal(0, await store.CountAsync(_organization, Cancelled));
    }

    [Fact]
    public async Task Another_organizations_points_are_neither_found_nor_counted_nor_deleted()
    {
        var canary = Point("canary printer jams", Direction(0)) with { Audience = Audience.Public };
        var store = await StoreOf(canary);
        var stranger = OrganizationId.New();
        var own = Point("coffee", Direction(1));
        await store.UpsertAsync(stranger, [own], Cancelled);

        await store.DeleteDocumentAsync(stranger, canary.DocumentId, keepVersion: null, Cancelled);
        var hits = await store.SearchAsync(stranger, Query("canary printer", Direction(0)) with { Limit = 100 }, Cancelled);
        Assert.Equal([own.ChunkId], hits.Select(hit => hit.ChunkId));
        Assert.Equal(1, await store.CountAsync(stranger, Cancelled));
        Assert.Equal(canary.ChunkId, (await Found(store, Query("canary")))[0]);
    }

    [Fact]
    public async Task Rarity_of_a_word_is_that_of_the_organization_alone()
    {
        var rare = Point("toner item");
        var store = await StoreOf([rare, .. Enumerable.Range(0, 10).Select(_ => Point("printer item")), .. Enumerable.Range(0, 5).Select(_ => Point("coffee item"))]);
        await store.UpsertAsync(OrganizationId.New(), [.. Enumerable.Range(0, 500).Select(_ => Point("toner item"))], Cancelled);
        Assert.Equal(rare.ChunkId, (await Found(store, Query("printer toner")))[0]);
    }
}
