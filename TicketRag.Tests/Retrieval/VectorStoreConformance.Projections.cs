using TicketRag.Core.Organizations;
using TicketRag.Core.Retrieval;
using static TicketRag.Tests.Retrieval.SamplePoints;

namespace TicketRag.Tests.Retrieval;

public abstract partial class VectorStoreConformance
{
    [Fact]
    public async Task Fresh_store_asks_for_a_projection_until_one_is_published()
    {
        var store = await CreateStoreAsync();
        Assert.True(await store.PrepareAsync(Space, Cancelled));
        await store.PublishAsync(Cancelled);
        Assert.False(await store.PrepareAsync(Space, Cancelled));
    }

    [Fact]
    public async Task Store_that_was_filled_once_is_complete_and_stays_so()
    {
        var store = await StoreOf(Point("printer jams", Direction(0)));
        Assert.True(await store.IsCompleteAsync(Cancelled));
        await store.PrepareAsync(new("another-model", 8), Cancelled);
        Assert.True(await store.IsCompleteAsync(Cancelled));
    }

    [Fact]
    public async Task Points_of_an_organization_are_listed_in_pages_by_chunk_and_no_others()
    {
        var points = Enumerable.Range(0, 7).Select(i => Point($"lever {i}") with { ChunkId = Guid.CreateVersion7(), Version = i + 1 }).ToArray();
        var store = await StoreOf(points);
        await store.UpsertAsync(OrganizationId.New(), [Point("another's")], Cancelled);

        var listed = new List<PointKey>();
        while (await store.ListAsync(_organization, listed.Count == 0 ? Guid.Empty : listed[^1].ChunkId, limit: 3, Cancelled) is { Count: > 0 } page)
        {
            Assert.InRange(page.Count, 1, 3);
            listed.AddRange(page);
        }

        Assert.Equal(
            points.Select(point => new PointKey(point.ChunkId, point.DocumentId, point.Version)).OrderBy(key => key.Version),
            listed.OrderBy(key => key.Version));
        await store.DeleteDocumentAsync(_organization, points[0].DocumentId, keepVersion: null, Cancelled);
        Assert.DoesNotContain(await store.ListAsync(_organization, Guid.Empty, 100, Cancelled), key => key.DocumentId == points[0].DocumentId);
        Assert.Empty(await store.ListAsync(OrganizationId.New(), Guid.Empty, 100, Cancelled));
    }
}
