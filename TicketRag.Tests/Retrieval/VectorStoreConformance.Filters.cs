using TicketRag.Core.Documents;
using TicketRag.Core.Organizations;
using TicketRag.Core.Retrieval;
using static TicketRag.Tests.Retrieval.SamplePoints;

namespace TicketRag.Tests.Retrieval;

public abstract partial class VectorStoreConformance
{
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
