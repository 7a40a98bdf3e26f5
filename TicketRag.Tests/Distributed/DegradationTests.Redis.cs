using StackExchange.Redis;
using TicketRag.Tests.Infrastructure;
using TicketRag.Tests.Infrastructure.Servers;

namespace TicketRag.Tests.Distributed;

public sealed partial class DegradationTests
{
    [Fact(Timeout = 120_000)]
    public async Task Redis_down_tickets_are_created_at_once_and_their_jobs_run()
    {
        await product.Deployment.Redis.KillAsync();
        var (ticket, took) = await TimedAsync(() => Api.OpenTicketAsync("Leak", DegradationFixture.Question, Cancellation));
        var solution = await Api.SolutionAsync(ticket, Cancellation);
        await ComponentAsync("redis", "degraded");

        Assert.InRange(took, TimeSpan.Zero, AtOnce);
        Assert.Equal("ready", solution.Text("status"));

        await product.Deployment.Redis.StartAsync();
        await ComponentAsync("redis", "healthy");
        await Eventually.TrueAsync(
            async () =>
            {
                await Api.OpenTicketAsync("Leak again", DegradationFixture.Question, Cancellation);
                return await NudgesAsync() > 0;
            },
            Soon, () => "no nudge comes through", Cancellation);
    }

    [Fact(Timeout = 120_000)]
    public async Task Redis_that_hangs_delays_neither_tickets_nor_for_long_their_jobs()
    {
        ServerSignals.Freeze(product.Deployment.Redis.ProcessId);
        var (ticket, took) = await TimedAsync(() => Api.OpenTicketAsync("Leak", DegradationFixture.Question, Cancellation));
        var (solution, waited) = await TimedAsync(() => Api.SolutionAsync(ticket, Cancellation));

        Assert.InRange(took, TimeSpan.Zero, AtOnce);
        Assert.InRange(waited, TimeSpan.Zero, Bounded);
        Assert.Equal("ready", solution.Text("status"));
    }

    private async Task<long> NudgesAsync()
    {
        var info = (RedisResult[])(await product.Deployment.Redis.ExecuteAsync("XINFO", "STREAM", "ticketrag:jobs"))!;
        var at = Array.FindIndex(info, item => (string?)item == "entries-added");
        return (long)info[at + 1];
    }
}
