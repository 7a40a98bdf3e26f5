using TicketRag.Core.Organizations;
using static TicketRag.Tests.Retrieval.SamplePoints;

namespace TicketRag.Tests.Retrieval;

public abstract partial class VectorStoreConformance
{
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
}
