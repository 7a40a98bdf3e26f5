using TicketRag.Core.Jobs;
using TicketRag.Core.Organizations;
using TicketRag.IngestWorker.Jobs;

namespace TicketRag.Tests.Jobs;

public sealed class RunningJobsTests
{
    private readonly RunningJobs _running = new();
    private readonly Job _job = Claim(Guid.CreateVersion7(), fence: 1);

    [Fact]
    public async Task Heartbeat_stops_what_was_lost_or_cancelled_and_nothing_else()
    {
        await using var held = _running.Add(_job);
        await using var lost = _running.Add(Claim(Guid.CreateVersion7(), 1));
        await using var superseded = _running.Add(Claim(Guid.CreateVersion7(), 1));
        await using var cancelled = _running.Add(Claim(Guid.CreateVersion7(), 1));

        RunningJobs.Reconcile(_running.All, [new(held.Job.Id, 1, false), new(superseded.Job.Id, 2, false), new(cancelled.Job.Id, 1, true)]);

        Assert.Equal([null, StopReason.LeaseLost, StopReason.LeaseLost, StopReason.Cancelled], new[] { held, lost, superseded, cancelled }.Select(entry => entry.Reason));
        Assert.True(cancelled.Token.IsCancellationRequested);
        Assert.False(held.Token.IsCancellationRequested);
    }

    [Fact]
    public async Task Answer_from_before_a_new_claim_does_not_stop_it()
    {
        var first = _running.Add(_job);
        var asked = _running.All;
        await first.DisposeAsync();
        await using var second = _running.Add(Claim(_job.Id, fence: 2));

        RunningJobs.Reconcile(asked, []);

        Assert.Null(second.Reason);
    }

    [Fact]
    public async Task New_claim_of_the_same_worker_stops_the_run_that_lost_the_lease()
    {
        await using var first = _running.Add(_job);
        await using var second = _running.Add(Claim(_job.Id, fence: 2));

        Assert.Equal((StopReason.LeaseLost, null), (first.Reason, second.Reason));
        Assert.Equal([second], _running.All);
        await first.DisposeAsync();
        Assert.Equal([second], _running.All);
    }

    [Fact]
    public async Task First_reason_to_stop_counts_and_none_after_the_end()
    {
        var entry = _running.Add(_job);
        entry.Stop(StopReason.Cancelled);
        entry.Stop(StopReason.TimedOut);
        Assert.Equal(StopReason.Cancelled, entry.Reason);

        var ended = _running.Add(Claim(Guid.CreateVersion7(), 1));
        await ended.DisposeAsync();
        ended.Stop(StopReason.Interrupted);
        Assert.Equal(StopReason.Ended, ended.Reason);
        await entry.DisposeAsync();
    }

    [Fact]
    public async Task Handler_that_throws_when_told_to_stop_does_not_reach_the_one_who_tells_it()
    {
        var entry = _running.Add(_job);
        await using var other = _running.Add(Claim(Guid.CreateVersion7(), 1));
        entry.Token.Register(() => throw new InvalidOperationException("no"));

        _running.InterruptAll();
        await entry.DisposeAsync();

        Assert.Equal(StopReason.Interrupted, other.Reason);
    }

    private static Job Claim(Guid id, int fence) => new()
    {
        Id = id,
        OrganizationId = OrganizationId.New(),
        Kind = "test_job",
        Priority = JobPriority.Normal,
        State = JobState.Running,
        RunAt = DateTimeOffset.UnixEpoch,
        CreatedAt = DateTimeOffset.UnixEpoch,
        Args = "{}",
        Attempt = 1,
        MaxAttempts = 5,
        Fence = fence,
    };
}
