using System.Net;
using Polly.CircuitBreaker;
using Polly.Timeout;
using TicketRag.ServiceDefaults.Resilience;

namespace TicketRag.Tests.ServiceDefaults;

/// <summary>When a call is given up, and who wants none of it; <see cref="RetryTests"/> has the rest.</summary>
public class ResilienceTests
{
    private static readonly Uri Target = new("http://store.test/items");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact(Timeout = 30_000)]
    public async Task Attempt_without_an_answer_is_given_up_after_ten_seconds()
    {
        var server = new ScriptedServer(n => n == 1 ? null : new(HttpStatusCode.OK));
        using var host = new ClientHost(server, ClientHost.WithoutWaits);

        var call = host.Client.GetAsync(Target, Cancellation);
        await server.NextAsync(Cancellation);
        host.Clock.Advance(TimeSpan.FromSeconds(10));

        using var response = await call;
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(2, server.Count);
    }

    [Fact(Timeout = 30_000)]
    public async Task Call_is_given_up_after_thirty_seconds()
    {
        var server = new ScriptedServer(_ => null);
        using var host = new ClientHost(server, ClientHost.WithoutWaits);

        var call = host.Client.GetAsync(Target, Cancellation);
        for (var attempt = 0; attempt < 3; attempt++)
        {
            await server.NextAsync(Cancellation);
            host.Clock.Advance(TimeSpan.FromSeconds(10));
        }

        await Assert.ThrowsAsync<TimeoutRejectedException>(() => call);
    }

    [Fact(Timeout = 30_000)]
    public async Task Caller_that_cancels_is_not_retried()
    {
        var server = new ScriptedServer(_ => null);
        using var host = new ClientHost(server, ClientHost.WithoutWaits);
        using var caller = new CancellationTokenSource();

        var call = host.Client.GetAsync(Target, caller.Token);
        await server.NextAsync(Cancellation);
        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Equal(1, server.Count);
    }

    [Fact(Timeout = 30_000)]
    public async Task Circuit_opens_when_a_hundred_calls_have_failed_and_closes_with_one_that_works()
    {
        var server = new ScriptedServer(n => new(n <= 100 ? HttpStatusCode.InternalServerError : HttpStatusCode.OK));
        using var host = new ClientHost(server);
        for (var i = 0; i < 100; i++)
        {
            (await host.Client.PostAsync(Target, null, Cancellation)).Dispose();
        }

        await Assert.ThrowsAsync<BrokenCircuitException>(() => host.Client.PostAsync(Target, null, Cancellation));
        Assert.Equal(100, server.Count);

        host.Clock.Advance(TimeSpan.FromSeconds(5));
        using var response = await host.Client.PostAsync(Target, null, Cancellation);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact(Timeout = 30_000)]
    public async Task Client_that_opts_out_sends_once_and_waits_for_minutes()
    {
        using var slow = new HttpResponseMessage(HttpStatusCode.ServiceUnavailable);
        var server = new ScriptedServer(n => n == 1 ? null : slow);
        using var host = new ClientHost(server, client => client.WithoutStandardResilience());
        using var caller = new CancellationTokenSource();

        var silent = host.Client.GetAsync(Target, caller.Token);
        await server.NextAsync(Cancellation);
        host.Clock.Advance(TimeSpan.FromMinutes(20));
        Assert.False(silent.IsCompleted);
        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => silent);

        using var response = await host.Client.GetAsync(Target, Cancellation);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal(2, server.Count);
    }
}
