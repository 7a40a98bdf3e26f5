using System.Net;

namespace TicketRag.Tests.Retrieval.Qdrant;

public sealed class QdrantStandInServerTests : IAsyncLifetime
{
    private readonly SampleCollection qdrant = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => qdrant.InitializeAsync();

    public ValueTask DisposeAsync() => qdrant.DisposeAsync();

    [Theory]
    [InlineData("collections/c/points?wiat=true", "Deserialize error in query parameters: unknown field `wiat`")]
    [InlineData("collections/c/points?wait=1", "Deserialize error in query parameters: invalid value `1` of `wait`")]
    [InlineData("collections/c/points?timeout=0", "Deserialize error in query parameters: invalid value `0` of `timeout`")]
    public Task Query_parameter_is_refused(string path, string message) => qdrant.AssertRefusedAsync("PUT", path, """{"points":[]}""", 400, message);

    [Fact]
    public async Task Body_that_is_no_json_is_refused()
    {
        Assert.Contains("Format error in JSON body: ", (await qdrant.SendAsync("POST", "collections/c/points/count", """{"filter":""")).Body);
        await qdrant.AssertRefusedAsync("POST", "collections/c/points/count", null, 400, "Format error in JSON body: EOF while parsing a value at line 1 column 0");
        Assert.Contains("Content type error", (await qdrant.SendAsync("POST", "collections/c/points/count", "{}", "text/plain")).Body);
    }

    [Fact]
    public Task Body_over_32_megabytes_is_refused() => qdrant.AssertRefusedAsync(
        "POST", "collections/c/points/count", new string(' ', 32 * 1024 * 1024) + "{}", 400, "JSON payload (33554434 bytes) is larger than allowed (limit: 33554432 bytes).");

    [Fact]
    public async Task Key_is_needed_except_for_health()
    {
        using var stranger = new HttpClient { BaseAddress = qdrant.Server.Endpoint };
        var refused = await stranger.GetAsync("collections", Cancelled);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal("Must provide an API key or an Authorization bearer token", await refused.Content.ReadAsStringAsync(Cancelled));
        foreach (var open in (string[])["", "healthz", "livez", "readyz"])
        {
            Assert.Equal(HttpStatusCode.OK, (await stranger.GetAsync(open, Cancelled)).StatusCode);
        }

        stranger.DefaultRequestHeaders.Authorization = new("Bearer", qdrant.Server.ApiKey);
        Assert.Equal(HttpStatusCode.OK, (await stranger.GetAsync("collections", Cancelled)).StatusCode);
    }

    [Fact]
    public async Task Unknown_route_is_not_found_without_a_body()
    {
        Assert.Equal((HttpStatusCode.NotFound, ""), await qdrant.SendAsync("POST", "collections/c/points/search", "{}"));
        Assert.Equal((HttpStatusCode.NotFound, ""), await qdrant.SendAsync("GET", "collection", null));
    }

    [Fact]
    public async Task Data_survive_a_stop_and_a_start()
    {
        await qdrant.Server.StopAsync();
        await Assert.ThrowsAsync<HttpRequestException>(() => qdrant.Http.GetAsync("collections/c", Cancelled));
        await qdrant.Server.StartAsync();
        Assert.Equal(4, (await qdrant.OkAsync("GET", "collections/c")).GetProperty("points_count").GetInt32());
    }

    [Fact]
    public async Task Requests_are_recorded()
    {
        await qdrant.OkAsync("POST", "collections/c/points/count", """{"exact":false}""");
        var last = qdrant.Server.Requests[^1];
        Assert.Equal("POST /collections/c/points/count", last.ToString());
        Assert.False(last.Body!.Value.GetProperty("exact").GetBoolean());
        Assert.Equal(3, qdrant.Server.Requests.Count);
    }
}
