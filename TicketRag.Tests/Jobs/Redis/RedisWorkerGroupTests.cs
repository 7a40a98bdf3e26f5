using TicketRag.Core.Jobs;
using TicketRag.Core.Jobs.Redis;
using static TicketRag.Tests.Jobs.Redis.NudgeBench;

namespace TicketRag.Tests.Jobs.Redis;

public sealed class RedisWorkerGroupTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact(Timeout = 60_000)]
    public async Task Workers_that_were_killed_are_taken_out_of_the_group_and_those_that_read_are_not()
    {
        await using var bench = await NudgeBench.StartAsync();
        var worker = await bench.WorkerAsync();
        var group = bench.LastGroup;
        await bench.AskAsync("XGROUP", "CREATECONSUMER", Rest, Group, "killed:1");
        await bench.AskAsync("XGROUP", "CREATECONSUMER", High, Group, "killed:1");
        foreach (var priority in new[] { JobPriority.Normal, JobPriority.High })
        {
            await bench.AskAsync("XADD", priority == JobPriority.High ? High : Rest, "*", "job", "1");
            await worker.WaitAsync(JobPriority.Low, Long, Cancelled);
        }

        Assert.Equal(0, await group.ForgetSilentAsync(RedisWorkerGroup.LongSilence));
        await WhenAsync(async () => await group.ForgetSilentAsync(TimeSpan.Zero) == 2);
        Assert.Equal([group.Consumer], await bench.ConsumersAsync(Rest));
        Assert.Equal([group.Consumer], await bench.ConsumersAsync(High));

        await group.LeaveAsync(Cancelled);
        Assert.Empty(await bench.ConsumersAsync(Rest));
    }
}
