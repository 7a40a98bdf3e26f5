using TicketRag.Core.Jobs;
using static TicketRag.Tests.Jobs.JobTable;

namespace TicketRag.Tests.Jobs;

public abstract partial class JobStoreConformance
{
    [Fact]
    public async Task Renewal_names_what_is_held_and_who_was_asked_to_stop()
    {
        foreach (var _ in Enumerable.Range(0, 4))
        {
            await Table.EnqueueAsync(Acme);
        }

        var jobs = await Table.ClaimAsync(4, "worker-1");
        await Table.CompleteAsync(jobs[1]);
        await Table.CancelAsync(Acme, jobs[2].Id);
        await Table.PutBackAsync(jobs[3], JobReturnReason.Vanished);
        var taken = await Table.ClaimOneAsync("worker-2");
        Assert.Equal(jobs[3].Id, taken.Id);

        var held = await Table.RenewAsync("worker-1", [.. jobs.Select(job => job.Id)]);

        Assert.Equal(
            new[] { new HeldLease(jobs[0].Id, 1, false), new HeldLease(jobs[2].Id, 1, true) }.OrderBy(lease => lease.JobId),
            held.OrderBy(lease => lease.JobId));
    }

    [Fact]
    public async Task Lease_that_ran_out_is_found_and_one_that_is_renewed_is_not()
    {
        await Table.EnqueueAsync(Acme);
        await Table.EnqueueAsync(Acme);
        var jobs = await Table.ClaimAsync(2, "worker-1");
        await Table.PassAsync(Lease * 0.7);
        await Table.RenewAsync("worker-1", jobs[0].Id);
        Assert.Empty(await Table.ExpiredAsync());

        await Table.PassAsync(Lease * 0.7);

        Assert.Equal([jobs[1].Id], (await Table.ExpiredAsync()).Select(job => job.Id));
    }

    [Fact]
    public async Task Running_job_is_never_claimed_while_its_lease_is_renewed()
    {
        var id = await Table.EnqueueAsync(Acme);
        await Table.ClaimOneAsync("worker-1");
        for (var i = 0; i < 5; i++)
        {
            await Table.PassAsync(Lease * 0.9);
            Assert.Single(await Table.RenewAsync("worker-1", id));
            Assert.Empty(await Table.ExpiredAsync());
            Assert.Empty(await Table.ClaimAsync(1, "worker-2"));
        }
    }

    [Fact]
    public async Task Lease_that_was_renewed_after_it_was_found_expired_cannot_be_taken_over()
    {
        var id = await Table.EnqueueAsync(Acme);
        await Table.ClaimOneAsync("worker-1");
        await Table.PassAsync(Lease * 1.1);
        var expired = Assert.Single(await Table.ExpiredAsync());
        await Table.RenewAsync("worker-1", id);

        Assert.False(await Table.WriteAsync(write => Table.Leases.TakeOverAsync(write, expired, Cancelled)));
        await Table.PassAsync(Lease * 1.1);
        Assert.True(await Table.WriteAsync(write => Table.Leases.TakeOverAsync(write, expired, Cancelled)));
    }

    [Fact]
    public async Task Jobs_of_a_worker_that_vanished_are_put_back_together_with_their_history()
    {
        for (var i = 0; i < 3; i++)
        {
            await Table.EnqueueAsync(i == 0 ? Globex : Acme, New() with { Priority = i == 0 ? JobPriority.High : JobPriority.Normal });
        }

        var lost = await Table.ClaimAsync(2, "worker-1");
        await Table.PassAsync(Lease * 0.5);
        var alive = await Table.ClaimOneAsync("worker-2");
        await Table.PassAsync(Lease * 0.7);

        var rescued = await Table.RescueAsync();

        Assert.Equal(
            lost.Select(job => new RescuedJob(job.Id, Kind, job.Priority, "worker-1", 1)).OrderBy(job => job.Id), rescued.OrderBy(job => job.Id));
        Assert.Equal(JobState.Running, (await Table.ReadAsync(alive.Id)).State);
        foreach (var claim in lost)
        {
            var job = await Table.ReadAsync(claim.Id);
            Assert.Equal(
                (JobState.Pending, 0, 1, null, "Its worker worker-1 vanished"), (job.State, job.Attempt, job.Interruptions, job.LeaseUntil, job.Message));
            var attempt = Assert.Single(await Table.AttemptsAsync(claim.Id));
            Assert.Equal(("vanished", "worker-1", 1, job.StartedAt), (attempt.Outcome, attempt.WorkerId, attempt.Fence, attempt.StartedAt));
        }

        Assert.False(await Table.CompleteAsync(lost[0]));
        Assert.Empty(await Table.RescueAsync());
        Assert.Equal(2, (await Table.ClaimAsync(5)).Count);
    }

    [Fact]
    public async Task Jobs_of_which_more_is_to_be_decided_are_left_to_that()
    {
        var keyed = await Table.EnqueueAsync(Acme, New("ticket-1"));
        var cancelled = await Table.EnqueueAsync(Acme);
        var doomed = await Table.EnqueueAsync(Acme);
        await Table.ClaimAsync(3, "worker-1");
        await Table.CancelAsync(Acme, cancelled);
        await Table.PassAsync(Lease * 1.1);

        Assert.Equal([doomed], (await Table.RescueAsync(maxInterruptions: 2)).Select(job => job.Id));
        await Table.ClaimOneAsync("worker-2");
        await Table.PassAsync(Lease * 1.1);

        Assert.Empty(await Table.RescueAsync(maxInterruptions: 2));
        Assert.Equal(new[] { keyed, cancelled, doomed }.Order(), (await Table.ExpiredAsync()).Select(job => job.Id).Order());
    }
}
