using TicketRag.Core.Jobs;
using TicketRag.Core.Organizations;
using static TicketRag.Tests.Jobs.JobTable;

namespace TicketRag.Tests.Jobs;

public abstract partial class JobStoreConformance
{
    private const string Other = "other_kind";

    [Fact]
    public async Task Paused_kind_rests_until_it_is_resumed_and_others_go_on()
    {
        var resting = await Table.EnqueueAsync(Acme);
        var other = await Table.EnqueueAsync(Acme, new(Other, "{}"));
        await PauseAsync(null, Kind);

        Assert.Equal([other], (await Table.ClaimAsync(10)).Select(job => job.Id));
        await ResumeAsync(null, Kind);
        Assert.Equal([resting], (await Table.ClaimAsync(10)).Select(job => job.Id));
        Assert.Empty(await LimitsAsync(null));
    }

    [Fact]
    public async Task Paused_organization_rests_and_others_go_on()
    {
        var resting = await Table.EnqueueAsync(Acme);
        var other = await Table.EnqueueAsync(Globex);
        await PauseAsync(Acme, null);
        await PauseAsync(Acme, null);

        Assert.Equal([other], (await Table.ClaimAsync(10)).Select(job => job.Id));
        Assert.NotNull(Assert.Single(await LimitsAsync(Acme)).PausedAt);
        await ResumeAsync(Acme, null);
        Assert.Equal([resting], (await Table.ClaimAsync(10)).Select(job => job.Id));
    }

    [Fact]
    public async Task Pause_of_a_kind_within_one_organization_touches_nothing_else()
    {
        await Table.EnqueueAsync(Acme);
        var free = new[] { await Table.EnqueueAsync(Acme, new(Other, "{}")), await Table.EnqueueAsync(Globex) };
        await PauseAsync(Acme, Kind);

        Assert.Equal(free.Order(), (await Table.ClaimAsync(10)).Select(job => job.Id).Order());
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task No_more_run_at_a_time_than_the_limit_says(bool ofOrganization, bool ofKind)
    {
        await FillAsync(Acme, 6);
        await LimitAsync(ofOrganization ? Acme : null, ofKind ? Kind : null, new() { MaxRunning = 2 });

        var first = await Table.ClaimAsync(10);
        Assert.Equal(2, first.Count);
        Assert.Empty(await Table.ClaimAsync(10));

        await Table.CompleteAsync(first[0]);
        Assert.Single(await Table.ClaimAsync(10));
    }

    [Fact]
    public async Task Limit_of_a_kind_counts_all_organizations_together_and_goes_round_them()
    {
        await FillAsync(Acme, 4);
        await FillAsync(Globex, 4);
        await LimitAsync(null, Kind, new() { MaxRunning = 4 });

        Assert.Equal([2, 2], (await Table.ClaimAsync(10)).CountBy(job => job.OrganizationId).Select(pair => pair.Value));
    }

    [Fact]
    public async Task Full_limit_of_one_kind_does_not_hold_up_another_behind_it()
    {
        await FillAsync(Acme, 30);
        await Table.PassAsync(TimeSpan.FromSeconds(1));
        var other = await Table.EnqueueAsync(Acme, new(Other, "{}"));
        await LimitAsync(null, Kind, new() { MaxRunning = 1 });
        await Table.ClaimOneAsync();

        Assert.Equal([other], (await Table.ClaimAsync(10)).Select(job => job.Id));
    }

    [Fact]
    public async Task Bucket_lets_a_burst_through_and_then_its_rate()
    {
        await FillAsync(Acme, 20);
        await LimitAsync(Acme, null, new() { StartsPerSecond = 0.5, Burst = 3 });

        Assert.Equal(3, (await Table.ClaimAsync(10)).Count);
        Assert.Empty(await Table.ClaimAsync(10));
        await Table.PassAsync(TimeSpan.FromSeconds(4.5));
        Assert.Equal(2, (await Table.ClaimAsync(10)).Count);
        await Table.PassAsync(TimeSpan.FromHours(1));
        Assert.Equal(3, (await Table.ClaimAsync(10)).Count);
    }

    [Fact]
    public async Task Concurrent_claims_together_keep_to_the_limit()
    {
        await FillAsync(Acme, 60);
        await LimitAsync(null, Kind, new() { MaxRunning = 7 });

        var claimed = await Task.WhenAll(Enumerable.Range(0, 8).Select(worker => Task.Run(() => Table.ClaimAsync(5, $"worker-{worker}"))));

        Assert.Equal(7, claimed.Sum(jobs => jobs.Count));
    }

    [Fact]
    public async Task Limit_needs_an_organization_or_a_kind_and_a_positive_number()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => PauseAsync(null, null));
        await Assert.ThrowsAsync<System.ComponentModel.DataAnnotations.ValidationException>(() => LimitAsync(Acme, null, new() { MaxRunning = 0 }));
    }

    [Fact]
    public async Task Lifted_limit_is_gone()
    {
        await FillAsync(Acme, 3);
        await LimitAsync(Acme, null, new() { MaxRunning = 1 });
        await LimitAsync(Acme, null, new());

        Assert.Empty(await LimitsAsync(Acme));
        Assert.Equal(3, (await Table.ClaimAsync(10)).Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Resumed_kind_is_claimed_as_if_it_had_never_been_paused(bool expectsFew)
    {
        await FillAsync(Acme, 3);
        await PauseAsync(null, Kind);
        var paused = await Table.ClaimAsync(new("worker", 10, Lease) { ExpectsFew = expectsFew });
        await ResumeAsync(null, Kind);

        Assert.Empty(paused);
        Assert.Equal(3, (await Table.ClaimAsync(new("worker", 10, Lease) { ExpectsFew = expectsFew })).Count);
    }

    [Theory]
    [InlineData(30)]
    [InlineData(33)]
    [InlineData(60)]
    public async Task What_is_due_is_claimed_once_whether_few_or_many_wait_beside_it(int later)
    {
        await Table.WriteAsync(async write =>
        {
            await Table.Queue.EnqueueManyAsync(write, Acme, [.. Enumerable.Range(0, later).Select(_ => New() with { Delay = TimeSpan.FromHours(1) })], Cancelled);
            return true;
        });
        await FillAsync(Globex, 2);
        var claim = new JobClaim("worker", 10, Lease) { Slots = 2 };

        Assert.Equal(2, (await Table.ClaimAsync(claim)).Count);
        Assert.Empty(await Table.ClaimAsync(claim));
    }

    [Fact]
    public async Task Worker_takes_many_of_a_quick_kind_but_only_as_many_others_as_it_has_slots()
    {
        await FillAsync(Acme, 20);
        for (var i = 0; i < 6; i++)
        {
            await Table.EnqueueAsync(Acme, new(Other, "{}"));
        }

        var claimed = await Table.ClaimAsync(new("worker", 50, Lease) { QuickKinds = [Kind], Slots = 2 });

        Assert.Equal((20, 2), (claimed.Count(job => job.Kind == Kind), claimed.Count(job => job.Kind == Other)));
    }

    [Fact]
    public async Task Slot_that_is_kept_for_urgent_jobs_takes_no_other()
    {
        await FillAsync(Acme, 5);
        var urgent = await Table.EnqueueAsync(Acme, New() with { Priority = JobPriority.High });
        await Table.EnqueueAsync(Acme, New() with { Priority = JobPriority.High });
        var claim = new JobClaim("worker", 5, Lease) { Slots = 0, HighSlots = 1 };

        Assert.Equal([urgent], (await Table.ClaimAsync(claim)).Select(job => job.Id));
        Assert.Single(await Table.ClaimAsync(claim));
        Assert.Empty(await Table.ClaimAsync(claim));
    }

    [Fact]
    public async Task Low_job_that_waits_long_comes_before_urgent_ones_where_the_claim_says_so()
    {
        var low = await Table.EnqueueAsync(Acme, New() with { Priority = JobPriority.Low });
        await Table.PassAsync(TimeSpan.FromMinutes(2));
        var high = await Table.EnqueueAsync(Acme, New() with { Priority = JobPriority.High });
        var oldest = new JobClaim("worker", 1, Lease) { OldestFirstAfter = TimeSpan.FromMinutes(1) };

        Assert.Equal(high, (await Table.ClaimOneAsync()).Id);
        await Table.EnqueueAsync(Acme, New() with { Priority = JobPriority.High });
        Assert.Equal([low], (await Table.ClaimAsync(oldest)).Select(job => job.Id));
    }

    private Task FillAsync(OrganizationId organization, int jobs) => Table.WriteAsync(async write =>
    {
        await Table.Queue.EnqueueManyAsync(write, organization, [.. Enumerable.Range(0, jobs).Select(_ => New())], Cancelled);
        return true;
    });

    private JobLimits Limits => Table.Limits;

    private Task PauseAsync(OrganizationId? organization, string? kind) => ChangeAsync(db => Limits.PauseAsync(db, organization, kind, Cancelled));

    private Task ResumeAsync(OrganizationId? organization, string? kind) => ChangeAsync(db => Limits.ResumeAsync(db, organization, kind, Cancelled));

    private Task LimitAsync(OrganizationId? organization, string? kind, JobAllowance allowance) =>
        ChangeAsync(db => Limits.LimitAsync(db, organization, kind, allowance, Cancelled));

    private Task<IReadOnlyList<JobLimit>> LimitsAsync(OrganizationId? organization) => Table.WithDbAsync(db => Limits.ListAsync(db, organization, Cancelled));

    private Task ChangeAsync(Func<Core.Persistence.AppDb, Task> change) => Table.WithDbAsync(async db =>
    {
        await change(db);
        return true;
    });
}
