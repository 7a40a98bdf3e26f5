using TicketRag.Core.Jobs;
using static TicketRag.Tests.Jobs.Redis.NudgeBench;

namespace TicketRag.Tests.Jobs.Redis;

/// <summary>Nudges from and to a Redis that is gone, empty, refuses or fails: workers look for jobs themselves.</summary>
public sealed class RedisOutageTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact(Timeout = 60_000)]
    public async Task Killed_server_stops_neither_senders_nor_workers_and_its_return_brings_nudges_back()
    {
        await using var bench = await NudgeBench.StartAsync();
        using var received = new NudgeCount("received");
        var (sender, worker) = (await bench.ProcessAsync(), await bench.WorkerAsync());
        await bench.Server.KillAsync();
        for (var i = 0; i < 5_000; i++)
        {
            sender.Send(JobPriority.Normal);
        }

        await worker.WaitAsync(JobPriority.Low, Short, Cancelled);
        await worker.WaitAsync(JobPriority.Low, Short, Cancelled);

        await bench.Server.StartAsync();
        await NudgedAgainAsync(sender, worker, received);
    }

    [Fact(Timeout = 60_000)]
    public async Task Wiped_server_gets_its_groups_again()
    {
        await using var bench = await NudgeBench.StartAsync();
        using var received = new NudgeCount("received");
        var (sender, worker) = (await bench.ProcessAsync(), await bench.WorkerAsync());
        var waiting = worker.WaitAsync(JobPriority.Low, Long, Cancelled);
        await bench.WhenBlockedAsync(1);
        await bench.AskAsync("FLUSHALL");
        await waiting;

        await NudgedAgainAsync(sender, worker, received);
    }

    [Fact(Timeout = 60_000)]
    public async Task Nudge_that_a_worker_dies_with_is_nobodys_to_acknowledge()
    {
        await using var bench = await NudgeBench.StartAsync();
        using var received = new NudgeCount("received");
        var (sender, worker) = (await bench.ProcessAsync(), await bench.WorkerAsync());
        await bench.AskAsync("ACL", "SETUSER", "default", "-xdel");
        sender.Send(JobPriority.Normal);
        await WhenAsync(async () => await bench.AddedAsync(Rest) == 1);

        // It has read the nudge, and can do nothing more about it.
        await WhenAsync(async () =>
        {
            await worker.WaitAsync(JobPriority.Low, Short, Cancelled);
            return await bench.DeliveredAsync(Rest) == 1;
        });

        Assert.Equal((1, 0), (await bench.LengthAsync(Rest), await bench.PendingAsync(Rest)));
        await bench.AskAsync("ACL", "SETUSER", "default", "+xdel");
        await NudgedAgainAsync(sender, worker, received);
    }

    [Fact(Timeout = 60_000)]
    public async Task Server_that_fails_while_it_gets_its_groups_leaves_workers_to_look_for_themselves()
    {
        await using var bench = await NudgeBench.StartAsync();
        await bench.AskAsync("ACL", "SETUSER", "default", "-xgroup");
        var worker = await bench.ProcessAsync();
        await worker.WaitAsync(JobPriority.Low, Long, Cancelled);
        await worker.WaitAsync(JobPriority.Low, Short, Cancelled);

        await bench.AskAsync("ACL", "SETUSER", "default", "+xgroup");
        await WhenAsync(async () =>
        {
            await worker.WaitAsync(JobPriority.Low, Short, Cancelled);
            return (bool)await bench.AskAsync("EXISTS", Rest);
        });
    }

    [Fact(Timeout = 60_000)]
    public async Task Wrong_password_leaves_workers_to_look_for_themselves()
    {
        await using var bench = await NudgeBench.StartAsync();
        var worker = await bench.ProcessAsync($"localhost:{bench.Server.Port},password=wrong");
        worker.Send(JobPriority.Normal);

        await worker.WaitAsync(JobPriority.Low, Short, Cancelled);
        await worker.WaitAsync(JobPriority.Low, Short, Cancelled);
    }

    [Fact(Timeout = 60_000)]
    public async Task Server_whose_name_nobody_knows_leaves_workers_to_look_for_themselves()
    {
        await using var bench = await NudgeBench.StartAsync();
        var worker = await bench.ProcessAsync("no-such-host.invalid:6379");
        worker.Send(JobPriority.Normal);

        await worker.WaitAsync(JobPriority.Low, Short, Cancelled);
        await worker.WaitAsync(JobPriority.Low, Short, Cancelled);
    }
}
