using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TicketRag.Core.Jobs;
using TicketRag.Core.Organizations;
using static TicketRag.Tests.Jobs.JobTable;

namespace TicketRag.Tests.Jobs;

/// <summary>What the job table must do on every database.</summary>
public abstract partial class JobStoreConformance : IAsyncLifetime
{
    private JobTable? _table;

    protected static OrganizationId Acme { get; } = OrganizationId.New();

    protected static OrganizationId Globex { get; } = OrganizationId.New();

    protected static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    protected JobTable Table => _table ?? throw new InvalidOperationException("The test has not begun.");

    protected abstract Task<JobTable> CreateTableAsync();

    public async ValueTask InitializeAsync() => _table = await CreateTableAsync();

    public virtual async ValueTask DisposeAsync()
    {
        await Table.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Job_and_business_row_are_stored_together_or_not_at_all()
    {
        await Table.WriteAsync(async write =>
        {
            write.Db.Organizations.Add(new() { Id = Acme, Number = 7, Slug = "acme", Name = "Acme", CreatedAt = write.Db.Now });
            await write.Db.SaveChangesAsync(Cancelled);
            await Table.Queue.EnqueueAsync(write, Acme, New(), Cancelled);
            return false;
        });

        Assert.Empty(await Table.AllAsync());
        Assert.False(await Table.WithDbAsync(db => db.Organizations.AnyAsync(Cancelled)));
        Assert.Empty(Table.Services.GetRequiredService<RecordedNudges>().Sent);
    }

    [Fact]
    public async Task Nudge_follows_the_commit()
    {
        var nudges = Table.Services.GetRequiredService<RecordedNudges>();
        await Table.WriteAsync(async write =>
        {
            await Table.Queue.EnqueueAsync(write, Acme, New() with { Priority = JobPriority.High }, Cancelled);
            Assert.Empty(nudges.Sent);
            return true;
        });

        Assert.Equal([JobPriority.High], nudges.Sent);
    }

    [Fact]
    public async Task New_job_keeps_what_it_was_given()
    {
        var id = await Table.EnqueueAsync(
            Acme, new(Kind, """{"a":1}""") { UniqueKey = "k", Metadata = """{"b":2}""", MaxAttempts = 3, TotalItems = 9, Priority = JobPriority.Low });

        var job = await Table.ReadAsync(id);
        Assert.Equal(
            (Acme, Kind, "k", """{"a":1}""", """{"b":2}""", 3, 9, JobPriority.Low, JobState.Pending),
            (job.OrganizationId, job.Kind, job.UniqueKey, job.Args, job.Metadata, job.MaxAttempts, job.TotalItems, job.Priority, job.State));
        Assert.Equal((0, 0, 0), (job.Attempt, job.Fence, job.Interruptions));
    }

    [Fact]
    public async Task Second_pending_job_of_one_key_is_not_made()
    {
        var first = await Table.EnqueueAsync(Acme, New("ticket-1"));

        Assert.Equal(first, await Table.EnqueueAsync(Acme, New("ticket-1")));
        Assert.NotEqual(first, await Table.EnqueueAsync(Acme, New("ticket-2")));
        Assert.NotEqual(first, await Table.EnqueueAsync(Globex, New("ticket-1")));
        Assert.NotEqual(first, await Table.EnqueueAsync(Acme, new("other_kind", "{}") { UniqueKey = "ticket-1" }));
        Assert.Equal(4, (await Table.AllAsync()).Count);
    }

    [Fact]
    public async Task Jobs_without_a_key_are_never_the_same()
    {
        Assert.NotEqual(await Table.EnqueueAsync(Acme), await Table.EnqueueAsync(Acme));
    }

    [Fact]
    public async Task Second_job_of_a_key_may_wait_once_the_first_runs()
    {
        var first = await Table.EnqueueAsync(Acme, New("ticket-1"));
        await Table.ClaimOneAsync();
        var second = await Table.EnqueueAsync(Acme, New("ticket-1"));

        Assert.NotEqual(first, second);
        Assert.Equal(second, await Table.EnqueueAsync(Acme, New("ticket-1")));
    }

    [Fact]
    public async Task Job_put_back_gives_up_its_key_to_a_rival_that_waits_already()
    {
        await Table.EnqueueAsync(Acme, New("ticket-1"));
        var first = await Table.ClaimOneAsync();
        var second = await Table.EnqueueAsync(Acme, New("ticket-1"));

        Assert.True(await Table.PutBackAsync(first, JobReturnReason.Retried));

        Assert.Equal((JobState.Pending, null), ((await Table.ReadAsync(first.Id)).State, (await Table.ReadAsync(first.Id)).UniqueKey));
        Assert.Equal((JobState.Pending, "ticket-1"), ((await Table.ReadAsync(second)).State, (await Table.ReadAsync(second)).UniqueKey));
    }

    [Fact]
    public async Task Job_put_back_without_a_rival_keeps_its_key()
    {
        var id = await Table.EnqueueAsync(Acme, New("ticket-1"));
        await Table.PutBackAsync(await Table.ClaimOneAsync(), JobReturnReason.Retried);

        Assert.Equal(id, await Table.EnqueueAsync(Acme, New("ticket-1")));
    }

    [Fact]
    public async Task More_urgent_request_for_a_pending_job_makes_it_more_urgent()
    {
        var id = await Table.EnqueueAsync(Acme, New("ticket-1") with { Priority = JobPriority.Normal });
        await Table.EnqueueAsync(Acme, New("ticket-1") with { Priority = JobPriority.Low });
        Assert.Equal(JobPriority.Normal, (await Table.ReadAsync(id)).Priority);

        await Table.EnqueueAsync(Acme, New("ticket-1") with { Priority = JobPriority.High });
        Assert.Equal(JobPriority.High, (await Table.ReadAsync(id)).Priority);
    }

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
    public async Task Retried_job_waits_for_its_backoff()
    {
        var id = await Table.EnqueueAsync(Acme);
        await Table.PutBackAsync(await Table.ClaimOneAsync(), JobReturnReason.Retried, TimeSpan.FromMinutes(1), "it broke");

        Assert.Equal("it broke", (await Table.ReadAsync(id)).Error);
        Assert.Empty(await Table.ClaimAsync());
        await Table.PassAsync(TimeSpan.FromMinutes(1.1));
        var again = await Table.ClaimOneAsync();
        Assert.Equal((2, 2, null), (again.Attempt, again.Fence, again.Error));
    }

    [Theory]
    [InlineData(JobReturnReason.Retried, 1, 0, "retried")]
    [InlineData(JobReturnReason.Waited, 0, 0, "waited")]
    [InlineData(JobReturnReason.Interrupted, 0, 0, "interrupted")]
    [InlineData(JobReturnReason.Vanished, 0, 1, "vanished")]
    public async Task Only_a_retry_uses_an_attempt_and_only_a_vanished_worker_counts(JobReturnReason reason, int attempts, int interruptions, string outcome)
    {
        var id = await Table.EnqueueAsync(Acme);
        await Table.PutBackAsync(await Table.ClaimOneAsync(), reason);

        var job = await Table.ReadAsync(id);
        Assert.Equal((JobState.Pending, attempts, interruptions), (job.State, job.Attempt, job.Interruptions));
        Assert.Null(job.LeaseUntil);
        Assert.Equal(outcome, Assert.Single(await Table.AttemptsAsync(id)).Outcome);
    }

    [Fact]
    public async Task Attempts_are_kept_with_their_outcomes()
    {
        var id = await Table.EnqueueAsync(Acme);
        await Table.PutBackAsync(await Table.ClaimOneAsync("worker-1"), JobReturnReason.Waited, error: "embed: connection refused");
        await Table.PutBackAsync(await Table.ClaimOneAsync("worker-2"), JobReturnReason.Retried, error: "FormatException: no");
        await Table.FailAsync(await Table.ClaimOneAsync("worker-3"), "FormatException: never");

        var attempts = await Table.AttemptsAsync(id);
        Assert.Equal(
            [(1, "waited", "worker-1", "embed: connection refused"), (2, "retried", "worker-2", "FormatException: no"), (3, "failed", "worker-3", "FormatException: never")],
            attempts.Select(attempt => (attempt.Fence, attempt.Outcome, attempt.WorkerId, attempt.Error!)));
        Assert.All(attempts, attempt => Assert.True(attempt.StartedAt <= attempt.EndedAt));
    }

    [Fact]
    public async Task Completed_job_has_its_result_and_all_its_items()
    {
        var id = await Table.EnqueueAsync(Acme, New() with { TotalItems = 4 });
        var job = await Table.ClaimOneAsync();
        Assert.True(await Table.EndAsync(job, new(JobState.Completed) { Result = """{"ok":true}""", Message = "done", ChunksCreated = 12 }));

        var ended = await Table.ReadAsync(id);
        Assert.Equal(
            (JobState.Completed, """{"ok":true}""", "done", 12, 4, null, null),
            (ended.State, ended.Result, ended.Message, ended.ChunksCreated, ended.ProcessedItems, ended.Error, ended.LeaseUntil));
        Assert.NotNull(ended.EndedAt);
    }

    [Fact]
    public async Task Failed_job_keeps_how_far_it_came()
    {
        var id = await Table.EnqueueAsync(Acme, New() with { TotalItems = 4 });
        var job = await Table.ClaimOneAsync();
        Assert.True(await Table.ProgressAsync(job, new(3, 4, 30, "3 of 4")));
        await Table.FailAsync(job, "it broke");

        var ended = await Table.ReadAsync(id);
        Assert.Equal((JobState.Failed, "it broke", 3, 30, "3 of 4"), (ended.State, ended.Error, ended.ProcessedItems, ended.ChunksCreated, ended.Message));
    }

    [Fact]
    public async Task Worker_that_lost_its_lease_changes_nothing()
    {
        var id = await Table.EnqueueAsync(Acme);
        var lost = await Table.ClaimOneAsync("worker-1");
        await Table.PutBackAsync(lost, JobReturnReason.Vanished);

        await RefusedAsync(lost);
        var rival = await Table.ClaimOneAsync("worker-2");
        await RefusedAsync(lost);

        var job = await Table.ReadAsync(id);
        Assert.Equal((JobState.Running, "worker-2", 0), (job.State, job.WorkerId, job.ProcessedItems));
        Assert.True(await Table.CompleteAsync(rival));
        await RefusedAsync(lost);
        Assert.Equal(["vanished", "completed"], (await Table.AttemptsAsync(id)).Select(attempt => attempt.Outcome));

        async Task RefusedAsync(Job job)
        {
            Assert.False(await Table.CompleteAsync(job));
            Assert.False(await Table.FailAsync(job));
            Assert.False(await Table.ProgressAsync(job, new(1, 1, 1, "stale")));
            Assert.False(await Table.PutBackAsync(job, JobReturnReason.Retried));
        }
    }

    [Fact]
    public async Task Ended_job_cannot_be_ended_again()
    {
        await Table.EnqueueAsync(Acme);
        var job = await Table.ClaimOneAsync();

        Assert.True(await Table.CompleteAsync(job));
        Assert.False(await Table.CompleteAsync(job));
        Assert.False(await Table.PutBackAsync(job, JobReturnReason.Retried));
    }

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
    public async Task Pending_job_is_cancelled_at_once()
    {
        var id = await Table.EnqueueAsync(Acme, New("ticket-1"));

        Assert.Equal(Cancellation.Done, await Table.CancelAsync(Acme, id));

        var job = await Table.ReadAsync(id);
        Assert.Equal(JobState.Cancelled, job.State);
        Assert.NotNull(job.EndedAt);
        Assert.Empty(await Table.ClaimAsync());
        Assert.NotEqual(id, await Table.EnqueueAsync(Acme, New("ticket-1")));
        Assert.Equal(Cancellation.TooLate, await Table.CancelAsync(Acme, id));
    }

    [Fact]
    public async Task Running_job_is_asked_to_stop_and_runs_until_it_has()
    {
        var id = await Table.EnqueueAsync(Acme);
        var claimed = await Table.ClaimOneAsync();

        Assert.Equal(Cancellation.Requested, await Table.CancelAsync(Acme, id));
        var asked = await Table.ReadAsync(id);
        Assert.Equal(JobState.Running, asked.State);
        Assert.NotNull(asked.CancelRequestedAt);

        await Table.PassAsync(TimeSpan.FromSeconds(1));
        Assert.Equal(Cancellation.Requested, await Table.CancelAsync(Acme, id));
        Assert.Equal(asked.CancelRequestedAt, (await Table.ReadAsync(id)).CancelRequestedAt);

        Assert.True(await Table.EndAsync(claimed, new(JobState.Cancelled)));
        Assert.Equal(JobState.Cancelled, (await Table.ReadAsync(id)).State);
    }

    [Theory]
    [InlineData(JobReturnReason.Retried)]
    [InlineData(JobReturnReason.Waited)]
    [InlineData(JobReturnReason.Interrupted)]
    [InlineData(JobReturnReason.Vanished)]
    public async Task Job_that_was_asked_to_stop_does_not_come_back(JobReturnReason reason)
    {
        var id = await Table.EnqueueAsync(Acme, New("ticket-1"));
        var claimed = await Table.ClaimOneAsync();
        var rival = await Table.EnqueueAsync(Acme, New("ticket-1"));
        await Table.CancelAsync(Acme, id);

        Assert.True(await Table.PutBackAsync(claimed, reason, error: "it broke"));

        var job = await Table.ReadAsync(id);
        Assert.Equal(JobState.Cancelled, job.State);
        Assert.NotNull(job.EndedAt);
        Assert.Equal("cancelled", Assert.Single(await Table.AttemptsAsync(id)).Outcome);
        Assert.Equal(rival, (await Table.ClaimOneAsync()).Id);
    }

    [Fact]
    public async Task Ended_job_is_too_late_to_cancel()
    {
        var id = await Table.EnqueueAsync(Acme);
        await Table.CompleteAsync(await Table.ClaimOneAsync());

        Assert.Equal(Cancellation.TooLate, await Table.CancelAsync(Acme, id));
        Assert.Equal(JobState.Completed, (await Table.ReadAsync(id)).State);
    }

    [Fact]
    public async Task Job_of_another_organization_and_one_that_never_was_are_not_found()
    {
        var pending = await Table.EnqueueAsync(Acme);

        Assert.Equal(Cancellation.NotFound, await Table.CancelAsync(Globex, pending));
        Assert.Equal(Cancellation.NotFound, await Table.CancelAsync(Acme, Guid.CreateVersion7()));
        Assert.Equal(JobState.Pending, (await Table.ReadAsync(pending)).State);
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

    [Fact]
    public async Task Concurrent_enqueues_of_one_key_make_one_job()
    {
        var ids = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Table.EnqueueAsync(Acme, New("ticket-1")))));

        Assert.Single(ids.Distinct());
        Assert.Single(await Table.AllAsync());
    }

    [Fact]
    public async Task Chore_is_held_by_one_until_its_lease_runs_out_or_is_given_back()
    {
        var chores = Table.Services.GetRequiredService<MaintenanceLeases>();
        Task<bool> Hold(string owner, TimeSpan span) => Table.WithDbAsync(db => chores.TryHoldAsync(db, "rescue", owner, span, Cancelled));

        Assert.True(await Hold("a", TimeSpan.FromMinutes(5)));
        Assert.False(await Hold("b", TimeSpan.FromMinutes(5)));
        Assert.True(await Hold("a", TimeSpan.FromSeconds(-1)));
        Assert.True(await Hold("b", TimeSpan.FromMinutes(5)));
        Assert.False(await Hold("a", TimeSpan.FromMinutes(5)));

        await Table.WithDbAsync(async db =>
        {
            await chores.ReleaseAsync(db, "a", Cancelled);
            Assert.False(await Hold("a", TimeSpan.FromMinutes(5)));
            await chores.ReleaseAsync(db, "b", Cancelled);
            return true;
        });
        Assert.True(await Hold("a", TimeSpan.FromMinutes(5)));
    }
}
