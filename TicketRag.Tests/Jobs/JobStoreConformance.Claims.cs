using Microsoft.EntityFrameworkCore;
using TicketRag.Core.Jobs;
using TicketRag.Core.Organizations;
using static TicketRag.Tests.Jobs.JobTable;

namespace TicketRag.Tests.Jobs;

public abstract partial class JobStoreConformance
{
    [Fact]
    public async Task Claim_takes_a_lease_and_counts_the_attempt()
    {
        var id = await Table.EnqueueAsync(Acme);
        var claimed = await Table.ClaimOneAsync("worker-1");

        Assert.Equal((id, JobState.Running, "worker-1", 1, 1), (claimed.Id, claimed.State, claimed.WorkerId, claimed.Attempt, claimed.Fence));
        Assert.Equal(Lease, claimed.LeaseUntil - claimed.StartedAt);
        Assert.Equal(claimed.LeaseUntil, (await Table.ReadAsync(id)).LeaseUntil);
        Assert.Empty(await Table.ClaimAsync());
    }

    [Fact]
    public async Task Urgent_jobs_are_claimed_before_older_ones()
    {
        var low = await Table.EnqueueAsync(Acme, New() with { Priority = JobPriority.Low });
        var normal = await Table.EnqueueAsync(Acme);
        var high = await Table.EnqueueAsync(Acme, New() with { Priority = JobPriority.High });

        Assert.Equal([high, normal, low], (await Table.ClaimAsync(3)).Select(job => job.Id));
    }

    [Fact]
    public async Task Worker_with_only_its_reserved_slot_gets_urgent_jobs_alone()
    {
        await Table.EnqueueAsync(Acme);
        Assert.Empty(await Table.ClaimAsync(1, lowest: JobPriority.High));

        var high = await Table.EnqueueAsync(Acme, New() with { Priority = JobPriority.High });
        Assert.Equal([high], (await Table.ClaimAsync(2, lowest: JobPriority.High)).Select(job => job.Id));
    }

    [Fact]
    public async Task Claim_says_that_it_took_all_there_was_only_where_nothing_due_is_left()
    {
        Assert.True(await TakesAllAsync(4));
        await Table.EnqueueAsync(Acme);
        await Table.EnqueueAsync(Acme, New() with { Delay = TimeSpan.FromHours(1) });
        Assert.True(await TakesAllAsync(4));
        for (var i = 0; i < 3; i++)
        {
            await Table.EnqueueAsync(Acme);
        }

        Assert.False(await TakesAllAsync(2));
        Assert.True(await TakesAllAsync(2));
        await Table.EnqueueAsync(Acme);
        await PauseAsync(null, Kind);
        Assert.False(await TakesAllAsync(4));
        await ResumeAsync(null, Kind);
        Assert.False((await Table.ClaimWholeAsync(new("worker", 4, Lease) { Slots = 0, HighSlots = 1 })).AreAll);
    }

    private async Task<bool> TakesAllAsync(int count) => (await Table.ClaimWholeAsync(new("worker", count, Lease))).AreAll;

    [Fact]
    public async Task Older_jobs_of_an_organization_are_claimed_first()
    {
        var ids = new List<Guid>();
        for (var i = 0; i < 5; i++)
        {
            ids.Add(await Table.EnqueueAsync(Acme));
            await Table.PassAsync(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(ids.Take(3), (await Table.ClaimAsync(3)).Select(job => job.Id));
        Assert.Equal(ids.Skip(3), (await Table.ClaimAsync(3)).Select(job => job.Id));
    }

    [Fact]
    public async Task Organization_with_the_least_running_is_served_first()
    {
        await Table.EnqueueAsync(Acme);
        await Table.EnqueueAsync(Acme);
        await Table.ClaimAsync(2);
        await Table.EnqueueAsync(Acme);
        await Table.PassAsync(TimeSpan.FromSeconds(1));
        var late = await Table.EnqueueAsync(Globex);

        Assert.Equal(late, (await Table.ClaimOneAsync()).Id);
    }

    [Fact]
    public async Task Claim_of_several_goes_round_the_organizations()
    {
        for (var i = 0; i < 6; i++)
        {
            await Table.EnqueueAsync(Acme);
        }

        await Table.EnqueueAsync(Globex);
        await Table.EnqueueAsync(Globex);

        var claimed = await Table.ClaimAsync(4);
        Assert.Equal((2, 2), (claimed.Count(job => job.OrganizationId == Acme), claimed.Count(job => job.OrganizationId == Globex)));
    }

    [Fact]
    public async Task One_job_does_not_wait_behind_another_organizations_thousand()
    {
        await Table.WriteAsync(async write =>
        {
            for (var i = 0; i < 1_000; i++)
            {
                await Table.Queue.EnqueueAsync(write, Acme, New(), Cancelled);
            }

            return true;
        });
        await Table.PassAsync(TimeSpan.FromSeconds(1));
        await Table.EnqueueAsync(Globex);

        var first = await Table.ClaimOneAsync();
        var second = await Table.ClaimOneAsync();
        Assert.Equal([Acme, Globex], new[] { first, second }.Select(job => job.OrganizationId).OrderBy(id => id == Globex));
    }

    [Fact]
    public async Task Delayed_job_is_not_claimed_before_its_time()
    {
        var id = await Table.EnqueueAsync(Acme, New() with { Delay = TimeSpan.FromMinutes(10) });
        Assert.Empty(await Table.ClaimAsync());

        await Table.PassAsync(TimeSpan.FromMinutes(9));
        Assert.Empty(await Table.ClaimAsync());

        await Table.PassAsync(TimeSpan.FromMinutes(1.1));
        Assert.Equal(id, (await Table.ClaimOneAsync()).Id);
    }

    [Fact]
    public async Task Job_that_nobody_took_is_overdue()
    {
        await Table.EnqueueAsync(Acme, New() with { Delay = TimeSpan.FromSeconds(10) });
        Assert.False(await Table.AnyOverdueAsync(TimeSpan.FromSeconds(5)));
        await Table.PassAsync(TimeSpan.FromSeconds(12));
        Assert.False(await Table.AnyOverdueAsync(TimeSpan.FromSeconds(5)));
        await Table.PassAsync(TimeSpan.FromSeconds(4));
        Assert.True(await Table.AnyOverdueAsync(TimeSpan.FromSeconds(5)));

        await Table.ClaimOneAsync();
        Assert.False(await Table.AnyOverdueAsync(TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public async Task Concurrent_claims_hand_out_each_job_once()
    {
        const int Jobs = 200;
        await Table.WriteAsync(async write =>
        {
            for (var i = 0; i < Jobs; i++)
            {
                await Table.Queue.EnqueueAsync(write, i % 3 == 0 ? Acme : Globex, New(), Cancelled);
            }

            return true;
        });

        var claimed = await Task.WhenAll(Enumerable.Range(0, 8).Select(worker => Task.Run(() => ClaimUntilEmptyAsync($"worker-{worker}", 1 + (worker % 3)))));

        Assert.Equal(Jobs, claimed.Sum(ids => ids.Count));
        Assert.Equal(Jobs, claimed.SelectMany(ids => ids).Distinct().Count());
        Assert.All(await Table.AllAsync(), job => Assert.Equal((JobState.Running, 1, 1), (job.State, job.Fence, job.Attempt)));

        async Task<List<Guid>> ClaimUntilEmptyAsync(string worker, int count)
        {
            var mine = new List<Guid>();
            while (await Table.ClaimAsync(count, worker) is { Count: > 0 } jobs)
            {
                mine.AddRange(jobs.Select(job => job.Id));
            }

            return mine;
        }
    }
}
