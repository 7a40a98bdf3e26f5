using TicketRag.Core.Documents;
using TicketRag.Core.Organizations;
using TicketRag.Core.Retrieval;
using static TicketRag.Tests.Retrieval.SamplePoints;

namespace TicketRag.Tests.Retrieval;

/// <summary>
/// What every vector store must do. Only orders that any BM25 agrees on are asserted: the exact weights of long and short texts are a store's own.
/// </summary>
public abstract class VectorStoreConformance
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

    [Fact]
    public async Task Organization_without_points_finds_and_counts_nothing()
    {
        var store = await StoreOf();
        Assert.Empty(await Search(store, Query("printer", Direction(0))));
        Assert.Equal(0, await store.CountAsync(_organization, Cancelled));
    }

    [Fact]
    public async Task Words_are_found_in_other_forms_and_identifiers_as_they_are_written()
    {
        var restart = Point("Restarting the printers after a paper jam");
        var error = Point("Scanner shows code E-1042 since firmware 4.2.1");
        var store = await StoreOf(restart, error, Point("Reset a password"));

        Assert.Equal([restart.ChunkId], await Found(store, Query("printer restarts")));
        Assert.Equal([error.ChunkId], await Found(store, Query("E-1042")));
        Assert.Equal([error.ChunkId], await Found(store, Query("4.2.1")));
    }

    [Fact]
    public async Task Rare_word_outweighs_a_common_one()
    {
        var rare = Point("toner smudge");
        var store = await StoreOf([rare, .. Enumerable.Range(0, 10).Select(i => Point($"printer item{i}"))]);
        Assert.Equal(rare.ChunkId, (await Found(store, Query("printer toner")))[0]);
    }

    [Fact]
    public async Task More_of_the_asked_words_rank_higher()
    {
        var all = Point("printer jam paper");
        var two = Point("printer jam coffee");
        var one = Point("printer monitor coffee");
        var store = await StoreOf(one, two, all, Point("keyboard monitor coffee"));
        Assert.Equal([all.ChunkId, two.ChunkId, one.ChunkId], await Found(store, Query("printer jam paper")));
    }

    [Fact]
    public async Task Lexical_scores_are_positive_and_fall_with_the_rank()
    {
        var store = await StoreOf([.. Enumerable.Range(1, 6).Select(i => Point(string.Join(' ', Letters.Take(i)) + " filler"))]);
        var hits = await Search(store, Query(string.Join(' ', Letters)));

        Assert.Equal(6, hits.Count);
        Assert.Equal(Enumerable.Range(1, 6), hits.Select(hit => hit.Lexical!.Rank));
        Assert.All(hits, hit => Assert.True(hit.Lexical!.Score > 0 && hit.Dense is null));
        Assert.Equal(hits.Select(hit => hit.Lexical!.Score).OrderDescending(), hits.Select(hit => hit.Lexical!.Score));
    }

    [Fact]
    public async Task Dense_score_is_the_cosine()
    {
        var points = Enumerable.Range(0, 20).Select(i => Point("text", Random(seed: i))).ToArray();
        var store = await StoreOf(points);
        var query = Random(seed: 99);
        var hits = await Search(store, Query(null, query) with { Limit = 20 });

        var expected = points.OrderByDescending(point => Cosine(point.Vector!.Value, query)).ToArray();
        Assert.Equal(expected.Select(point => point.ChunkId), hits.Select(hit => hit.ChunkId));
        Assert.Equal(Enumerable.Range(1, 20), hits.Select(hit => hit.Dense!.Rank));
        Assert.All(hits.Zip(expected), pair => Assert.Equal(Cosine(pair.Second.Vector!.Value, query), pair.First.Dense!.Score, 1e-3));
        Assert.All(hits, hit => Assert.Null(hit.Lexical));
    }

    [Fact]
    public async Task Point_without_a_vector_is_found_by_its_words_alone()
    {
        var wordsOnly = Point("printer jams");
        var both = Point("printer jams", Direction(0));
        var store = await StoreOf(wordsOnly, both);

        Assert.Equal([both.ChunkId], await Found(store, Query(null, Direction(0))));
        var hits = await Search(store, Query("printer", Direction(0)));
        Assert.Equal([both.ChunkId, wordsOnly.ChunkId], hits.Select(hit => hit.ChunkId));
        Assert.Null(hits[1].Dense);
    }

    [Theory]
    [InlineData("the and of", true)]
    [InlineData("", true)]
    [InlineData(null, true)]
    [InlineData("the and of", false)]
    [InlineData("?!", false)]
    [InlineData(null, false)]
    public async Task Question_without_a_term_is_answered_by_vectors_alone(string? text, bool hasVector)
    {
        var point = Point("the printer and the scanner of the office", Direction(0));
        var store = await StoreOf(point);
        var hits = await Search(store, Query(text, hasVector ? Direction(0) : null));

        Assert.Equal(hasVector ? [point.ChunkId] : [], hits.Select(hit => hit.ChunkId));
        Assert.All(hits, hit => Assert.Null(hit.Lexical));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(0.3f, 1)]
    [InlineData(2, 1)]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public async Task Hybrid_order_is_the_fusion_of_both_channels(float dense, float lexical)
    {
        var store = await StoreOf([.. Enumerable.Range(0, 12).Select(i => Point(string.Join(' ', Letters.Take(1 + (i * 5 % 8))) + " filler", Random(seed: i)))]);
        var query = Query(string.Join(' ', Letters), Random(seed: 50)) with { Limit = 12, ChannelLimit = 7, Weights = new(dense, lexical) };
        var byVector = await Search(store, query with { Text = null, Weights = FusionWeights.Equal });
        var byWords = await Search(store, query with { Vector = null, Weights = FusionWeights.Equal });
        var expected = ReciprocalRankFusion.Fuse(
            [.. byVector.Select(hit => new FoundPoint(hit.ChunkId, hit.DocumentId, hit.Dense!.Score))],
            [.. byWords.Select(hit => new FoundPoint(hit.ChunkId, hit.DocumentId, hit.Lexical!.Score))],
            query.Weights,
            query.Limit);

        var hits = await Search(store, query);
        Assert.Equal(expected.Select(hit => hit.ChunkId), hits.Select(hit => hit.ChunkId));
        Assert.All(hits.Zip(expected), pair =>
        {
            Assert.Equal(pair.Second.FusedScore, pair.First.FusedScore, 1e-4);
            Assert.Equal(pair.Second.DocumentId, pair.First.DocumentId);
            Assert.Equal(pair.Second.Dense?.Rank, pair.First.Dense?.Rank);
            Assert.Equal(pair.Second.Lexical?.Rank, pair.First.Lexical?.Rank);
        });
    }

    [Fact]
    public async Task Equal_fused_scores_are_ordered_by_chunk_id()
    {
        var points = new[] { Point("printer"), Point("coffee", Direction(0)) };
        var store = await StoreOf(points);
        Assert.Equal(points.Select(point => point.ChunkId).Order(), await Found(store, Query("printer", Direction(0))));
    }

    [Fact]
    public async Task Limits_cut_the_answer_and_each_channel()
    {
        var words = Enumerable.Range(0, 8).Select(_ => Point("printer jam")).ToArray();
        var vectors = Enumerable.Range(0, 8).Select(_ => Point("coffee", Direction(0))).ToArray();
        var store = await StoreOf([.. words, .. vectors]);
        var query = Query("printer", Direction(0));

        Assert.Equal(5, (await Search(store, query with { Limit = 5 })).Count);
        var hits = await Search(store, query with { Limit = 100, ChannelLimit = 3 });
        Assert.Equal(3, hits.Count(hit => hit.Lexical is not null));
        Assert.Equal(3, hits.Count(hit => hit.Dense is not null));
    }

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

    /// <summary>50 strong points that a filter must drop, 3 weak ones that it must leave.</summary>
    private async Task AssertFilterHoldsInsideTheChannels(Func<ChunkPoint, int, ChunkPoint> dropped, Func<ChunkPoint, int, ChunkPoint> kept, Func<ChunkQuery, ChunkQuery> filter)
    {
        var strong = Enumerable.Range(0, 50).Select(i => dropped(Point("printer jam paper", Direction(0)), i));
        var weak = Enumerable.Range(0, 3).Select(i => kept(Point("printer with a monitor and coffee", Between(0, 1)), i)).ToArray();
        var store = await StoreOf([.. strong, .. weak]);
        var query = filter(Query("printer jam paper", Direction(0)) with { ChannelLimit = 3, Limit = 3 });
        var expected = weak.Select(point => point.ChunkId).Order();

        Assert.Equal(expected, (await Found(store, query)).Order());
        Assert.Equal(expected, (await Found(store, query with { Text = null })).Order());
        Assert.Equal(expected, (await Found(store, query with { Vector = null })).Order());
    }

    [Fact]
    public Task Public_reader_finds_what_is_public() => AssertFilterHoldsInsideTheChannels(
        (point, i) => point with { Audience = i % 2 == 0 ? Audience.Agents : Audience.Owner("ann@example.com") },
        (point, _) => point with { Audience = Audience.Public },
        query => query with { Reader = Audience.Public });

    [Fact]
    public Task Customer_finds_what_is_public_and_their_own() => AssertFilterHoldsInsideTheChannels(
        (point, i) => point with { Audience = i % 2 == 0 ? Audience.Agents : Audience.Owner("ann@example.com") },
        (point, i) => point with { Audience = i == 0 ? Audience.Public : Audience.Owner("Bob@Example.com") },
        query => query with { Reader = Audience.Owner("bob@example.com") });

    [Fact]
    public async Task Agents_find_everything_of_their_organization()
    {
        var points = new[] { Audience.Public, Audience.Agents, Audience.Owner("ann@example.com") }
            .Select(audience => Point("printer", Direction(0)) with { Audience = audience }).ToArray();
        var store = await StoreOf(points);
        Assert.Equal(points.Select(point => point.ChunkId).Order(), (await Found(store, Query("printer", Direction(0)))).Order());
    }

    [Fact]
    public async Task Reader_whose_audience_no_point_has_finds_nothing()
    {
        var store = await StoreOf(Point("printer", Direction(0)));
        Assert.Empty(await Found(store, Query("printer", Direction(0)) with { Reader = Audience.Owner("eve@example.com") }));
    }

    [Fact]
    public Task Source_kinds_filter() => AssertFilterHoldsInsideTheChannels(
        (point, i) => point with { SourceKind = i % 2 == 0 ? SourceKind.Article : SourceKind.Page },
        (point, i) => point with { SourceKind = i == 0 ? SourceKind.Asset : SourceKind.Ticket },
        query => query with { SourceKinds = [SourceKind.Ticket, SourceKind.Asset] });

    [Fact]
    public Task States_filter_only_what_has_a_state() => AssertFilterHoldsInsideTheChannels(
        (point, _) => point with { SourceKind = SourceKind.Ticket, State = "unsolved" },
        (point, i) => i == 0 ? point with { SourceKind = SourceKind.Article } : point with { SourceKind = SourceKind.Ticket, State = "solved" },
        query => query with { States = ["solved"] });

    [Fact]
    public Task One_of_the_asked_tags_is_enough() => AssertFilterHoldsInsideTheChannels(
        (point, i) => point with { Tags = i % 2 == 0 ? [] : ["network"] },
        (point, i) => point with { Tags = i == 0 ? ["network", "hardware"] : ["paper"] },
        query => query with { Tags = ["paper", "hardware"] });

    [Fact]
    public Task Products_filter() => AssertFilterHoldsInsideTheChannels(
        (point, i) => point with { Facets = new(i % 2 == 0 ? null : "boiler", "sauna") },
        (point, _) => point with { Facets = new("sauna", null) },
        query => query with { Products = ["sauna", "never"] });

    [Fact]
    public Task Languages_filter() => AssertFilterHoldsInsideTheChannels(
        (point, i) => point with { Facets = new("de", i % 2 == 0 ? null : "en") },
        (point, i) => point with { Facets = new(null, i == 0 ? "fi" : "de") },
        query => query with { Languages = ["de", "fi"] });

    [Fact]
    public Task Dates_filter_from_the_first_instant_on_and_before_the_last() => AssertFilterHoldsInsideTheChannels(
        (point, i) => point with { UpdatedAt = Day(i % 2 == 0 ? 9 : 12) },
        (point, i) => point with { UpdatedAt = Day(i == 0 ? 10 : 11) },
        query => query with { UpdatedFrom = Day(10), UpdatedBefore = Day(12) });

    private static DateTimeOffset Day(int day) => new(2026, 11, day, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Unknown_state_or_tag_matches_nothing_that_has_one()
    {
        var ticket = Point("printer", Direction(0)) with { SourceKind = SourceKind.Ticket, State = "solved", Tags = ["paper"] };
        var store = await StoreOf(ticket);
        Assert.Empty(await Found(store, Query("printer", Direction(0)) with { Tags = ["never"] }));
        Assert.Empty(await Found(store, Query("printer", Direction(0)) with { States = ["never"] }));
    }

    [Fact]
    public Task Excluded_document_is_left_out()
    {
        var document = Guid.CreateVersion7();
        return AssertFilterHoldsInsideTheChannels(
            (point, _) => point with { DocumentId = document },
            (point, _) => point,
            query => query with { ExcludeDocument = document });
    }

    [Fact]
    public Task Filters_hold_together() => AssertFilterHoldsInsideTheChannels(
        (point, i) => point with
        {
            SourceKind = i % 3 == 0 ? SourceKind.Article : SourceKind.Ticket,
            State = i % 3 == 0 ? null : i % 3 == 1 ? "unsolved" : "solved",
            Audience = i % 3 == 2 ? Audience.Agents : Audience.Public,
            Tags = ["paper"],
        },
        (point, _) => point with { SourceKind = SourceKind.Ticket, State = "solved", Audience = Audience.Public, Tags = ["paper"] },
        query => query with { SourceKinds = [SourceKind.Ticket], States = ["solved"], Reader = Audience.Public, Tags = ["paper"] });
}
