using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace TicketRag.Tests.ServiceDefaults;

public class RetryTests
{
    private static readonly Uri Target = new("http://store.test/items");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory(Timeout = 30_000)]
    [InlineData("GET")]
    [InlineData("HEAD")]
    [InlineData("OPTIONS")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    public async Task Failing_idempotent_request_is_sent_four_times(string method)
    {
        var server = ScriptedServer.Always(HttpStatusCode.ServiceUnavailable);
        using var host = new ClientHost(server, ClientHost.WithoutWaits);

        using var response = await host.Client.SendAsync(new(new(method), Target), Cancellation);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal(4, server.Count);
    }

    [Theory(Timeout = 30_000)]
    [InlineData("POST")]
    [InlineData("PATCH")]
    public async Task Request_that_changes_something_each_time_is_sent_once(string method)
    {
        var server = ScriptedServer.Always(HttpStatusCode.ServiceUnavailable);
        using var host = new ClientHost(server, ClientHost.WithoutWaits);

        using var response = await host.Client.SendAsync(new(new(method), Target), Cancellation);

        Assert.Equal(1, server.Count);
    }

    [Theory(Timeout = 30_000)]
    [InlineData(HttpStatusCode.RequestTimeout, 2)]
    [InlineData(HttpStatusCode.TooManyRequests, 2)]
    [InlineData(HttpStatusCode.InternalServerError, 2)]
    [InlineData(HttpStatusCode.GatewayTimeout, 2)]
    [InlineData(HttpStatusCode.NotFound, 1)]
    [InlineData(HttpStatusCode.Conflict, 1)]
    public async Task Only_transient_failures_are_retried(HttpStatusCode first, int expected)
    {
        var server = new ScriptedServer(n => new(n == 1 ? first : HttpStatusCode.OK));
        using var host = new ClientHost(server, ClientHost.WithoutWaits);

        using var response = await host.Client.GetAsync(Target, Cancellation);

        Assert.Equal(expected, server.Count);
    }

    [Fact(Timeout = 30_000)]
    public async Task Lost_connection_is_retried()
    {
        var server = new ScriptedServer(n => n < 3 ? throw new HttpRequestException("connection refused") : new(HttpStatusCode.OK));
        using var host = new ClientHost(server, ClientHost.WithoutWaits);

        using var response = await host.Client.GetAsync(Target, Cancellation);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(3, server.Count);
    }

    [Fact(Timeout = 30_000)]
    public async Task Body_is_sent_again_with_a_retry()
    {
        var server = new ScriptedServer(n => new(n == 1 ? HttpStatusCode.BadGateway : HttpStatusCode.OK));
        using var host = new ClientHost(server, ClientHost.WithoutWaits);

        using var response = await host.Client.PutAsync(Target, new StringContent("points"), Cancellation);

        Assert.Equal("points", (await server.NextAsync(Cancellation)).Body);
        Assert.Equal("points", (await server.NextAsync(Cancellation)).Body);
    }

    [Fact(Timeout = 30_000)]
    public async Task Body_that_can_be_read_only_once_is_sent_once()
    {
        var server = ScriptedServer.Always(HttpStatusCode.BadGateway);
        using var host = new ClientHost(server, ClientHost.WithoutWaits);

        using var stream = new MemoryStream(Encoding.UTF8.GetBytes("upload"));
        using var response = await host.Client.PutAsync(Target, new StreamContent(stream), Cancellation);

        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.Equal(1, server.Count);
    }

    [Fact(Timeout = 30_000)]
    public async Task Retry_waits_for_as_long_as_the_server_asks()
    {
        var server = new ScriptedServer(n => n == 1 ? Busy(new(TimeSpan.FromSeconds(7))) : new(HttpStatusCode.OK));
        using var host = new ClientHost(server);

        await RetryComesAfter(TimeSpan.FromSeconds(7), host, server);
    }

    [Fact(Timeout = 30_000)]
    public async Task Retry_waits_until_the_date_that_the_server_names()
    {
        var date = new TestClock().GetUtcNow().AddSeconds(9);
        var server = new ScriptedServer(n => n == 1 ? Busy(new(date)) : new(HttpStatusCode.OK));
        using var host = new ClientHost(server);

        await RetryComesAfter(TimeSpan.FromSeconds(9), host, server);
    }

    [Fact(Timeout = 30_000)]
    public async Task Server_that_wants_more_time_than_there_is_has_answered()
    {
        var server = new ScriptedServer(_ => Busy(new(TimeSpan.FromMinutes(5))));
        using var host = new ClientHost(server);

        using var response = await host.Client.GetAsync(Target, Cancellation);

        Assert.Equal(TimeSpan.FromMinutes(5), response.Headers.RetryAfter?.Delta);
        Assert.Equal(1, server.Count);
    }

    private static async Task RetryComesAfter(TimeSpan wait, ClientHost host, ScriptedServer server)
    {
        var call = host.Client.GetAsync(Target, Cancellation);
        await host.Clock.WaitForTimerAsync(wait, Cancellation);
        host.Clock.Advance(wait - TimeSpan.FromMilliseconds(1));
        Assert.Equal(1, server.Count);

        host.Clock.Advance(TimeSpan.FromMilliseconds(1));
        using var response = await call;
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(2, server.Count);
    }

    private static HttpResponseMessage Busy(RetryConditionHeaderValue retryAfter) =>
        new(HttpStatusCode.ServiceUnavailable) { Headers = { RetryAfter = retryAfter } };
}
