using TicketRag.Core.Retrieval;
using TicketRag.Core.Retrieval.Embedded;
using static TicketRag.Tests.Retrieval.SamplePoints;

namespace TicketRag.Tests.Retrieval.Embedded;

/// <summary>Nothing that comes from a file is found before the database has named it.</summary>
public sealed partial class IndexFilesTests
{
    [Fact]
    public async Task Kept_points_answer_as_before_once_they_are_confirmed()
    {
        var points = Points(700);
        var before = await SavedAsync(points);
        var after = await NewStoreAsync();
        var confirmed = await after.ConfirmAsync(Acme, [.. points.Select(Stamp)], Cancelled);
        await after.PublishAsync(Cancelled);

        Assert.Equal(points.Select(point => point.DocumentId).ToHashSet(), confirmed);
        foreach (var query in points.Take(20).Select(point => Query(point.SearchText, point.Vector) with { Tags = ["network"] }))
        {
            Assert.Equal(await before.SearchAsync(Acme, query, Cancelled), await after.SearchAsync(Acme, query, Cancelled));
        }
    }

    [Fact]
    public async Task Kept_points_are_not_found_before_they_are_confirmed()
    {
        var points = Points(3);
        await SavedAsync(points);
        var store = await NewStoreAsync();
        Assert.Empty(await store.SearchAsync(Acme, Query("alpha", Random(0)), Cancelled));
        Assert.Equal(0, await store.CountAsync(Acme, Cancelled));
        await store.ConfirmAsync(Acme, [Stamp(points[1])], Cancelled);
        Assert.Equal([points[1].ChunkId], await FoundAsync(store));
    }

    [Fact]
    public async Task Points_that_the_database_no_longer_has_are_gone_once_the_store_is_published()
    {
        var points = Points(3);
        await SavedAsync(points);
        var store = await NewStoreAsync();
        await store.ConfirmAsync(Acme, [Stamp(points[0])], Cancelled);
        await store.PublishAsync(Cancelled);
        Assert.Empty(await store.ConfirmAsync(Acme, [Stamp(points[1])], Cancelled));
        Assert.Equal([points[0].ChunkId], await FoundAsync(store));
    }

    [Fact]
    public async Task Documents_are_not_confirmed_that_have_changed_since()
    {
        var points = Points(4);
        await SavedAsync(points);
        var store = await NewStoreAsync();
        var confirmed = await store.ConfirmAsync(Acme,
            [
                Stamp(points[0]) with { UpdatedAt = points[0].UpdatedAt.AddSeconds(1) },
                Stamp(points[1]) with { Version = 2 },
                Stamp(points[2]) with { Chunks = 2 },
                Stamp(points[3]),
            ], Cancelled);
        Assert.Equal([points[3].DocumentId], confirmed);
        Assert.Equal([points[3].ChunkId], await FoundAsync(store));
    }

    [Fact]
    public async Task Document_is_confirmed_as_a_whole_or_not_at_all()
    {
        var points = Points(3);
        var document = points[0].DocumentId;
        await SavedAsync([.. points.Select(point => point with { DocumentId = document })]);
        Assert.Empty(await (await NewStoreAsync()).ConfirmAsync(Acme, [Stamp(points[0]) with { Chunks = 2 }], Cancelled));
        var store = await NewStoreAsync();
        Assert.Equal([document], await store.ConfirmAsync(Acme, [Stamp(points[0]) with { Chunks = 3 }], Cancelled));
        Assert.Equal(3, await store.CountAsync(Acme, Cancelled));
    }

    [Fact]
    public async Task Point_without_its_vector_is_not_confirmed_since_there_may_be_one_by_now()
    {
        var point = Point("alpha");
        await SavedAsync([point]);
        var store = await NewStoreAsync();
        Assert.Empty(await store.ConfirmAsync(Acme, [Stamp(point)], Cancelled));
    }

    [Fact]
    public async Task What_was_written_or_deleted_meanwhile_is_not_confirmed()
    {
        var points = Points(4);
        await SavedAsync(points);
        var store = await NewStoreAsync();
        await store.UpsertAsync(Acme, [points[0] with { SearchText = "beta" }], Cancelled);
        await store.DeleteDocumentAsync(Acme, points[1].DocumentId, keepVersion: null, Cancelled);
        await store.DeleteDocumentAsync(Acme, points[2].DocumentId, keepVersion: 2, Cancelled);
        Assert.Equal([points[3].DocumentId], await store.ConfirmAsync(Acme, [.. points.Select(Stamp)], Cancelled));
        Assert.Equal(2, await store.CountAsync(Acme, Cancelled));
    }

    private static async Task<Guid[]> FoundAsync(EmbeddedVectorStore store) =>
        [.. (await store.SearchAsync(Acme, Query("alpha", Random(0)), Cancelled)).Select(hit => hit.ChunkId)];
}
