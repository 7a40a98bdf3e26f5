using System.Net;
using Microsoft.Extensions.DependencyInjection;
using TicketRag.Core.Connections;
using TicketRag.Core.Retrieval.Qdrant;
using TicketRag.Core.Retrieval.Qdrant.Wire;
using TicketRag.StandIns.Qdrant;

namespace TicketRag.Tests.Retrieval.Qdrant;

/// <summary>How failures of the server reach the product.</summary>
public sealed class QdrantClientTests : IAsyncLifetime
{
    private QdrantStandIn _server = null!;
    private QdrantProcess _process = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await QdrantStandIn.StartNewAsync();
        _process = new(_server);
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        await _server.DisposeAsync();
    }

    private static Task Ask(QdrantProcess process) => process.Client.ListAliasesAsync(Cancelled);

    private static Task<DependencyUnavailableException> AssertUnavailable(QdrantProcess process) =>
        Assert.ThrowsAsync<DependencyUnavailableException>(() => Ask(process));

    [Theory]
    [InlineData(HttpStatusCode.RequestTimeout)]
    [InlineData(HttpStatusCode.TooManyRequests)]
    [InlineData(HttpStatusCode.InternalServerError)]
    [InlineData(HttpStatusCode.BadGateway)]
    [InlineData(HttpStatusCode.ServiceUnavailable)]
    [InlineData(HttpStatusCode.InsufficientStorage)]
    public async Task Server_that_can_not_just_now_is_unavailable_and_comes_back(HttpStatusCode status)
    {
        _server.FailNext(status);
        var failure = await AssertUnavailable(_process);
        Assert.Equal("qdrant_http", failure.Dependency);
        Assert.StartsWith($"{(int)status} ", failure.Reason);
        await Ask(_process);
    }

    [Fact]
    public async Task Rate_limit_says_when_to_come_back()
    {
        _server.FailNext(HttpStatusCode.TooManyRequests, retryAfter: TimeSpan.FromSeconds(7));
        var failure = await AssertUnavailable(_process);
        Assert.Equal(TimeSpan.FromSeconds(7), failure.RetryAfter);
        Assert.Equal("429 Rate limiting exceeded: Read rate limit exceeded, retry later", failure.Reason);
    }

    [Fact]
    public async Task Stopped_server_is_unavailable_until_it_starts_on_the_same_port()
    {
        await Ask(_process);
        await _server.StopAsync();
        Assert.Null((await AssertUnavailable(_process)).RetryAfter);

        await _server.StartAsync();
        await Ask(_process);
    }

    [Fact]
    public async Task Slow_server_is_unavailable()
    {
        await using var hurried = new QdrantProcess(_server, null, ("Timeout", "00:00:00.2000000"));
        _server.Delay = TimeSpan.FromMinutes(5);
        var failure = await AssertUnavailable(hurried);
        Assert.Contains("no answer within", failure.Reason);
    }

    [Fact]
    public async Task Giving_up_is_no_failure_of_the_server()
    {
        _server.Delay = TimeSpan.FromMinutes(5);
        using var impatient = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        var asked = _process.Client.ListAliasesAsync(impatient.Token);
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
    }

    [Fact]
    public async Task Answer_that_stops_half_way_is_unavailability()
    {
        _server.BreakNext();
        await AssertUnavailable(_process);
    }

    [Theory]
    [InlineData(";Key=wrong", "Invalid API key or JWT")]
    [InlineData("", "Must provide an API key or an Authorization bearer token")]
    public async Task Wrong_key_is_refused_in_the_servers_words(string key, string message)
    {
        await using var stranger = new QdrantProcess(_server, $"Endpoint={_server.Endpoint}{key}");
        var refusal = await Assert.ThrowsAsync<QdrantException>(() => Ask(stranger));
        Assert.Equal(HttpStatusCode.Unauthorized, refusal.StatusCode);
        Assert.Contains(message, refusal.Message);
        Assert.DoesNotContain("wrong", refusal.Message);
    }

    [Fact]
    public async Task Refusal_carries_status_and_message()
    {
        var refusal = await Assert.ThrowsAsync<QdrantException>(() => _process.Client.CountAsync("nowhere", new(), Cancelled));
        Assert.Equal(HttpStatusCode.NotFound, refusal.StatusCode);
        Assert.Equal("Qdrant answered 404: Not found: Collection `nowhere` doesn't exist!", refusal.Message);
    }

    [Fact]
    public async Task Creating_what_exists_is_no_error()
    {
        var settings = new CreateCollection(
            new Dictionary<string, DenseVectorParams>(), new Dictionary<string, SparseVectorParams> { ["bm25"] = new("idf") }, new(0, 16));
        Assert.True(await _process.Client.CreateCollectionAsync("one", settings, Cancelled));
        Assert.False(await _process.Client.CreateCollectionAsync("one", settings, Cancelled));
        await _process.Client.DeleteCollectionAsync("one", Cancelled);
        await _process.Client.DeleteCollectionAsync("one", Cancelled);
    }

    [Fact]
    public async Task Endpoint_may_have_a_path()
    {
        await using var proxied = new QdrantProcess(_server, $"Endpoint={_server.Endpoint}behind/proxy;Key={_server.ApiKey}");
        await Assert.ThrowsAsync<QdrantException>(() => Ask(proxied));
        Assert.Equal("/behind/proxy/aliases", _server.Requests[^1].Path);
    }
}
