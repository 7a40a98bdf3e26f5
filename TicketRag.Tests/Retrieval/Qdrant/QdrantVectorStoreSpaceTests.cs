using TicketRag.Core.Connections;
using TicketRag.Core.Organizations;
using TicketRag.Core.Retrieval;
using TicketRag.StandIns.Qdrant;
using TicketRag.Tests.Infrastructure;
using static TicketRag.Tests.Retrieval.SamplePoints;

namespace TicketRag.Tests.Retrieval.Qdrant;

/// <summary>Two processes, one server: a new store, a wiped one, and a changed embedding space.</summary>
public sealed partial class QdrantVectorStoreSpaceTests : IAsyncLifetime
{
    private static readonly EmbeddingSpace Next = new("sample-v2", 8);

    private readonly OrganizationId _organization = OrganizationId.New();
    private QdrantStandIn _server = null!;
    private QdrantProcess _one = null!;
    private QdrantProcess _two = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await QdrantStandIn.StartNewAsync();
        _one = new(_server);
        _two = new(_server);
    }

    public async ValueTask DisposeAsync()
    {
        QdrantSpecification.AssertDescribes(_server);
        await _one.DisposeAsync();
        await _two.DisposeAsync();
        await _server.DisposeAsync();
    }

    private async Task Publish(EmbeddingSpace? space, params IEnumerable<QdrantProcess> processes)
    {
        foreach (var process in processes)
        {
            await process.Store.PrepareAsync(space, Cancelled);
        }

        await _one.Store.PublishAsync(Cancelled);
    }

    private Task Upsert(QdrantProcess process, params ChunkPoint[] points) => process.Store.UpsertAsync(_organization, points, Cancelled);

    private async Task<IEnumerable<(Guid Chunk, bool Dense, bool Lexical)>> Search(QdrantProcess process, string? text, ReadOnlyMemory<float>? vector) =>
        (await process.Store.SearchAsync(_organization, Query(text, vector), Cancelled))
            .Select(hit => (hit.ChunkId, hit.Dense is not null, hit.Lexical is not null));

    private async Task<IEnumerable<string>> Collections() => await _one.Client.ListCollectionsAsync(Cancelled);

    [Fact]
    public async Task Both_of_two_that_start_at_once_are_asked_to_project()
    {
        var answers = await Task.WhenAll(_one.Store.PrepareAsync(Space, Cancelled), _two.Store.PrepareAsync(Space, Cancelled));
        Assert.Equal([true, true], answers);
        Assert.Equal(["ticketrag-sample-v1-8"], await Collections());

        await Task.WhenAll(_one.Store.PublishAsync(Cancelled), _two.Store.PublishAsync(Cancelled));
        Assert.False(await _one.Store.PrepareAsync(Space, Cancelled));
        Assert.False(await _two.Store.PrepareAsync(Space, Cancelled));
    }

    [Fact]
    public async Task Projection_that_was_never_finished_is_asked_for_again_after_a_restart()
    {
        Assert.True(await _one.Store.PrepareAsync(Space, Cancelled));
        await Upsert(_one, Point("printer"));
        await using var restarted = new QdrantProcess(_server);
        Assert.True(await restarted.Store.PrepareAsync(Space, Cancelled));
    }

    [Fact]
    public async Task New_store_is_written_while_it_is_filled_and_searched_by_all_once_it_is_published()
    {
        await _one.Store.PrepareAsync(Space, Cancelled);
        var point = Point("printer", Direction(0));
        await Upsert(_one, point);
        await _two.Store.PrepareAsync(Space, Cancelled);
        await Assert.ThrowsAsync<DependencyUnavailableException>(() => Search(_two, "printer", Direction(0)));

        await _one.Store.PublishAsync(Cancelled);
        Assert.Equal([(point.ChunkId, true, true)], await Search(_two, "printer", Direction(0)));
    }

    [Fact]
    public async Task While_the_new_space_is_built_the_old_one_answers_by_words_and_then_by_its_own_vectors_no_more()
    {
        var kept = Point("printer jams", Direction(0));
        await Publish(Space, _one, _two);
        await Upsert(_one, kept);

        Assert.True(await _two.Store.PrepareAsync(Next, Cancelled));
        Assert.Equal([(kept.ChunkId, false, true)], await Search(_two, "printer", Direction(0)));
        Assert.Equal([(kept.ChunkId, true, true)], await Search(_one, "printer", Direction(0)));

        await Upsert(_two, kept with { Vector = Direction(3) });
        await _two.Store.PublishAsync(Cancelled);
        Assert.Equal(["ticketrag-sample-v2-8"], await Collections());
        Assert.Equal([(kept.ChunkId, true, false)], await Search(_two, null, Direction(3)));
        Assert.Equal([(kept.ChunkId, false, true)], await Search(_one, "printer", Direction(3)));
        Assert.False(await _two.Store.PrepareAsync(Next, Cancelled));
    }

    [Fact]
    public async Task Writes_and_deletions_of_either_process_reach_the_live_and_the_building_collection()
    {
        await Publish(Space, _one, _two);
        var gone = Point("scanner", Direction(0));
        await Upsert(_one, gone);
        await _two.Store.PrepareAsync(Next, Cancelled);
        await Upsert(_two, gone with { Vector = Direction(1) });

        var written = Point("printer", Direction(0));
        await Upsert(_one, written);
        await _one.Store.DeleteDocumentAsync(_organization, gone.DocumentId, keepVersion: null, Cancelled);
        Assert.Equal([(written.ChunkId, true, true)], await Search(_one, "printer scanner", Direction(0)));

        await _two.Store.PublishAsync(Cancelled);
        // Its vector was of the old space, so only its words came along.
        Assert.Equal([(written.ChunkId, false, true)], await Search(_two, "printer scanner", Direction(0)));
    }

    [Fact]
    public async Task Collections_of_abandoned_changes_are_dropped_by_the_next_publication()
    {
        await Publish(Space, _one);
        await _two.Store.PrepareAsync(new("abandoned", 4), Cancelled);
        await Publish(Next, _one);
        Assert.Equal(["ticketrag-sample-v2-8"], await Collections());

        var failure = await Assert.ThrowsAsync<DependencyUnavailableException>(() => _two.Store.PublishAsync(Cancelled));
        Assert.Contains("prepare it first", failure.Reason);
        Assert.Equal(0, await _one.Store.CountAsync(_organization, Cancelled));
    }

    [Fact]
    public async Task Unknown_embedder_leaves_a_store_with_vectors_as_it_is()
    {
        var point = Point("printer", Direction(0));
        await Publish(Space, _one);
        await Upsert(_one, point);

        Assert.False(await _two.Store.PrepareAsync(null, Cancelled));
        await _two.Store.PublishAsync(Cancelled);
        Assert.Equal([(point.ChunkId, false, true)], await Search(_two, "printer", Direction(0)));
        Assert.Equal([(point.ChunkId, true, false)], await Search(_one, null, Direction(0)));
    }

    [Fact]
    public async Task Unknown_embedder_does_not_declare_anothers_unfinished_projection_complete()
    {
        await _one.Store.PrepareAsync(Space, Cancelled);
        Assert.True(await _two.Store.PrepareAsync(null, Cancelled));
        await _two.Store.PublishAsync(Cancelled);
        Assert.True(await _one.Store.PrepareAsync(Space, Cancelled));
    }

    [Fact]
    public async Task Publication_of_the_lexical_store_leaves_the_next_space_alone()
    {
        await _one.Store.PrepareAsync(null, Cancelled);
        await _two.Store.PrepareAsync(Space, Cancelled);
        await _one.Store.PublishAsync(Cancelled);
        Assert.Equal(["ticketrag-lexical", "ticketrag-sample-v1-8"], await Collections());

        await _two.Store.PublishAsync(Cancelled);
        Assert.Equal(["ticketrag-sample-v1-8"], await Collections());
    }

    [Fact]
    public async Task Two_installations_share_a_server_without_seeing_each_other()
    {
        await using var other = new QdrantProcess(_server, null, ("CollectionPrefix", "ticketrag_eu"));
        await Publish(Space, _one);
        await Upsert(_one, Point("printer"));
        await other.Store.PrepareAsync(Next, Cancelled);
        await other.Store.PublishAsync(Cancelled);

        Assert.Empty(await Search(other, "printer", null));
        Assert.Single(await Search(_one, "printer", null));
    }
}
