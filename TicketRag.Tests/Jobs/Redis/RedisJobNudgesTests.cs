using System.Diagnostics;
using TicketRag.Core.Jobs;
using TicketRag.Core.Jobs.Redis;
using static TicketRag.Tests.Jobs.Redis.NudgeBench;

namespace TicketRag.Tests.Jobs.Redis;

public sealed class RedisJobNudgesTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact(Timeout = 60_000)]
    public async Task Nudge_wakes_one_of_two_workers_and_leaves_nothing_behind()
    {
        await using var bench = await NudgeBench.StartAsync();
        var (sender, one, other) = (await bench.ProcessAsync(), await bench.WorkerAsync(), await bench.WorkerAsync());
        Task[] waiting = [one.WaitAsync(JobPriority.Low, Long, Cancelled), other.WaitAsync(JobPriority.Low, Long, Cancelled)];
        await bench.WhenBlockedAsync(2);

        sender.Send(JobPriority.Normal);

        var woken = await Task.WhenAny(waiting);
        await woken;
        await WhenAsync(async () => await bench.LengthAsync(Rest) == 0);
        Assert.Equal(1, waiting.Count(task => !task.IsCompleted));
        Assert.Equal(0, await bench.PendingAsync(Rest));

        sender.Send(JobPriority.High);
        await Task.WhenAll(waiting);
        await WhenAsync(async () => await bench.LengthAsync(High) == 0);
        Assert.Equal(0, await bench.PendingAsync(High));
    }

    [Fact(Timeout = 60_000)]
    public async Task Worker_with_only_its_reserved_slot_leaves_other_nudges_to_others()
    {
        await using var bench = await NudgeBench.StartAsync();
        var (sender, full) = (await bench.ProcessAsync(), await bench.WorkerAsync());
        var waiting = full.WaitAsync(JobPriority.High, Long, Cancelled);
        await bench.WhenBlockedAsync(1);

        sender.Send(JobPriority.Normal);
        await WhenAsync(async () => await bench.LengthAsync(Rest) == 1);
        Assert.False(waiting.IsCompleted);

        sender.Send(JobPriority.High);
        await waiting;
        Assert.Equal(1, await bench.LengthAsync(Rest));

        var idle = await bench.ProcessAsync();
        await idle.WaitAsync(JobPriority.Low, Long, Cancelled);
        await WhenAsync(async () => await bench.LengthAsync(Rest) == 0);
    }

    [Fact(Timeout = 60_000)]
    public async Task Nudge_that_came_while_nobody_waited_is_found()
    {
        await using var bench = await NudgeBench.StartAsync();
        var (sender, worker) = (await bench.ProcessAsync(), await bench.WorkerAsync());
        sender.Send(JobPriority.Normal);
        await WhenAsync(async () => await bench.AddedAsync(Rest) == 1);

        await worker.WaitAsync(JobPriority.Low, Long, Cancelled);

        await WhenAsync(async () => await bench.LengthAsync(Rest) == 0);
        Assert.Equal(0, await bench.PendingAsync(Rest));
    }

    [Fact(Timeout = 60_000)]
    public async Task Worker_whose_slots_are_free_again_hears_of_all_that_is_due()
    {
        await using var bench = await NudgeBench.StartAsync();
        var (sender, worker) = (await bench.ProcessAsync(), await bench.WorkerAsync());
        using var givenUp = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        var full = worker.WaitAsync(JobPriority.High, RedisConnections.MaxBlock, givenUp.Token);
        await bench.WhenBlockedAsync(1);
        var blockedSince = Stopwatch.GetTimestamp();
        await givenUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => full);

        var free = worker.WaitAsync(JobPriority.Low, TimeSpan.FromMinutes(1), Cancelled);
        sender.Send(JobPriority.Normal);
        await free;

        // By itself the read for urgent nudges alone would have ended then, and only what followed it have heard of this one.
        Assert.True(Stopwatch.GetElapsedTime(blockedSince) < RedisConnections.MaxBlock * 0.9);
        await WhenAsync(async () => await bench.LengthAsync(Rest) == 0);
    }

    [Fact(Timeout = 60_000)]
    public async Task Wait_that_is_given_up_ends_though_its_read_goes_on()
    {
        await using var bench = await NudgeBench.StartAsync();
        var worker = await bench.WorkerAsync();
        using var givenUp = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        var waiting = worker.WaitAsync(JobPriority.Low, Long, givenUp.Token);
        await bench.WhenBlockedAsync(1);

        await givenUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }
}
