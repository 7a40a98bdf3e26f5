using TicketRag.Core.Jobs;
using TicketRag.Core.Jobs.InProcess;
using TicketRag.Tests.Infrastructure;

namespace TicketRag.Tests.Jobs.InProcess;

public sealed class InProcessJobNudgesTests
{
    private readonly ManualTimeProvider _clock = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nudge_wakes_the_one_who_waits()
    {
        var nudges = new InProcessJobNudges(_clock);
        var waiting = nudges.WaitAsync(JobPriority.Low, TimeSpan.FromMinutes(1), Cancelled);
        Assert.False(waiting.IsCompleted);

        nudges.Send(JobPriority.Normal);

        await waiting;
    }

    [Fact]
    public async Task Nudges_while_nobody_waits_are_one()
    {
        var nudges = new InProcessJobNudges(_clock);
        nudges.Send(JobPriority.Normal);
        nudges.Send(JobPriority.High);

        await nudges.WaitAsync(JobPriority.Low, TimeSpan.FromMinutes(1), Cancelled);

        Assert.False(nudges.WaitAsync(JobPriority.Low, TimeSpan.FromMinutes(1), Cancelled).IsCompleted);
    }

    [Fact]
    public async Task Wait_ends_after_its_time()
    {
        var nudges = new InProcessJobNudges(_clock);
        var waiting = nudges.WaitAsync(JobPriority.Low, TimeSpan.FromMinutes(1), Cancelled);

        _clock.Advance(TimeSpan.FromMinutes(1));

        await waiting;
    }

    [Fact]
    public async Task Nudge_after_a_wait_that_was_given_up_is_kept()
    {
        var nudges = new InProcessJobNudges(_clock);
        using var givenUp = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        var waiting = nudges.WaitAsync(JobPriority.Low, TimeSpan.FromMinutes(1), givenUp.Token);
        await givenUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);

        nudges.Send(JobPriority.Normal);

        await nudges.WaitAsync(JobPriority.Low, TimeSpan.FromMinutes(1), Cancelled);
    }

    // The clock stands still, so a wake-up that is lost is never made up for: the consumer would wait until the test is cancelled.
    [Fact(Timeout = 60_000)]
    public async Task No_wake_up_is_lost_however_senders_and_the_waiter_interleave()
    {
        const int Senders = 4;
        const int Each = 20_000;
        var nudges = new InProcessJobNudges(_clock);
        var (rows, taken) = (0, 0);
        var senders = Enumerable.Range(0, Senders).Select(_ => Task.Run(
            () =>
            {
                for (var i = 0; i < Each; i++)
                {
                    Interlocked.Increment(ref rows);
                    nudges.Send(JobPriority.Normal);
                }
            },
            Cancelled)).ToArray();

        while (taken < Senders * Each)
        {
            var found = Interlocked.Exchange(ref rows, 0);
            taken += found;
            if (found == 0)
            {
                await nudges.WaitAsync(JobPriority.Low, TimeSpan.FromMinutes(1), Cancelled);
            }
        }

        await Task.WhenAll(senders);
        Assert.Equal(Senders * Each, taken);
    }
}
