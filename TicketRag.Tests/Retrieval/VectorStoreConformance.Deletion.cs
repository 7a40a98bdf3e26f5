using TicketRag.Core.Retrieval;
using static TicketRag.Tests.Retrieval.SamplePoints;

namespace TicketRag.Tests.Retrieval;

public abstract partial class VectorStoreConformance
{
    [Fact]
    public async Task Deleted_document_is_not_found()
    {
        var point = Point("printer jams", Direction(0));
        var sibling = Point("printer smears", Direction(0)) with { DocumentId = point.DocumentId };
        var other = Point("printer hums", Direction(0));
        var store = await StoreOf(point, sibling, other);
        await store.DeleteDocumentAsync(_organization, point.DocumentId, keepVersion: null, Cancelled);

        Assert.Equal([other.ChunkId], await Found(store, Query("printer", Direction(0))));
        Assert.Equal(1, await store.CountAsync(_organization, Cancelled));
    }

    [Fact]
    public async Task Deleting_all_but_one_version_keeps_that_version()
    {
        var old = Point("printer jams", Direction(0));
        var live = Point("printer jams often", Direction(0)) with { DocumentId = old.DocumentId, Version = 2 };
        var store = await StoreOf(old, live);
        await store.DeleteDocumentAsync(_organization, old.DocumentId, keepVersion: 2, Cancelled);
        Assert.Equal([live.ChunkId], await Found(store, Query("printer", Direction(0))));
    }

    [Fact]
    public async Task Deleting_what_is_not_there_changes_nothing()
    {
        var point = Point("printer jams");
        var store = await StoreOf(point);
        await store.DeleteDocumentAsync(_organization, Guid.CreateVersion7(), keepVersion: null, Cancelled);
        Assert.Equal([point.ChunkId], await Found(store, Query("printer")));
    }

    [Fact]
    public async Task Deleted_point_can_come_back()
    {
        var point = Point("printer jams", Direction(0));
        var store = await StoreOf(point);
        await store.DeleteDocumentAsync(_organization, point.DocumentId, keepVersion: null, Cancelled);
        await store.UpsertAsync(_organization, [point], Cancelled);
        Assert.Equal([point.ChunkId], await Found(store, Query("printer", Direction(0))));
    }
}
