using Microsoft.Extensions.DependencyInjection;
using TicketRag.Core.Idempotency;
using TicketRag.Core.Jobs;
using static TicketRag.Tests.Jobs.JobTable;

namespace TicketRag.Tests.Jobs;

public abstract partial class JobStoreConformance
{
    private const string Trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    private async Task<Guid> OnceAsync(string key, string args = "{}")
    {
        var id = Guid.Empty;
        await Table.WriteAsync(async write =>
        {
            id = await Table.Services.GetRequiredService<IdempotentJobs>().EnqueueAsync(write, Acme, new(Kind, args), key, Cancelled);
            return true;
        });
        return id;
    }

    private JobBatches Batches => (JobBatches)Table.Services.GetService(typeof(JobBatches))!;

    private JobRedrive Redrives => (JobRedrive)Table.Services.GetService(typeof(JobRedrive))!;

    private JobGroupCommit Group => (JobGroupCommit)Table.Services.GetService(typeof(JobGroupCommit))!;

    [Fact]
    public async Task Many_jobs_are_put_in_at_once_and_keep_what_they_were_given()
    {
        var jobs = Enumerable.Range(0, 300).Select(i => new NewJob(Kind, $$"""{"i":{{i}}}""")
        {
            Priority = i % 2 == 0 ? JobPriority.Low : JobPriority.High,
            Metadata = i % 3 == 0 ? """{"ü":"…"}""" : null,
            MaxAttempts = 1 + (i % 4),
            TotalItems = i,
            Delay = TimeSpan.FromSeconds(i % 5),
            Source = i % 2 == 0 ? $"source {i}" : null,
            Traceparent = i % 2 == 0 ? null : Trace,
        }).ToList();
        IReadOnlyList<Guid> ids = [];
        await Table.WriteAsync(async write =>
        {
            ids = await Table.Queue.EnqueueManyAsync(write, Acme, jobs, Cancelled);
            return true;
        });

        var rows = (await Table.AllAsync()).ToDictionary(job => job.Id);
        Assert.Equal(300, rows.Count);
        Assert.Equal(
            jobs.Select(job => (job.Args, job.Priority, job.Metadata, job.MaxAttempts, job.TotalItems, job.Delay, job.Source)),
            ids.Select(id => rows[id]).Select(row => (row.Args, row.Priority, row.Metadata, row.MaxAttempts, row.TotalItems, row.RunAt - row.CreatedAt, row.Source)));
        Assert.All(ids.Where((_, i) => i % 2 == 1), id => Assert.Equal(Trace, rows[id].Traceparent));
    }

    [Fact]
    public async Task Many_jobs_that_are_rolled_back_never_were()
    {
        await Table.WriteAsync(async write =>
        {
            await Table.Queue.EnqueueManyAsync(write, Acme, [New(), New("key"), New()], Cancelled);
            return false;
        });

        Assert.Empty(await Table.AllAsync());
    }

    [Fact]
    public async Task Keys_are_unique_among_many_too()
    {
        var waiting = await Table.EnqueueAsync(Acme, New("a"));
        IReadOnlyList<Guid> ids = [];
        await Table.WriteAsync(async write =>
        {
            ids = await Table.Queue.EnqueueManyAsync(write, Acme, [New("a"), New("b"), New("b"), New()], Cancelled);
            return true;
        });

        Assert.Equal(waiting, ids[0]);
        Assert.Equal(ids[1], ids[2]);
        Assert.Equal(3, (await Table.AllAsync()).Count);
    }

    [Fact]
    public async Task Payload_that_is_too_large_is_refused_with_what_is_allowed()
    {
        var large = New() with { Metadata = new string('x', NewJob.MaxPayloadBytes) };

        var refused = await Assert.ThrowsAsync<JobPayloadTooLargeException>(() => Table.EnqueueAsync(Acme, large));
        await Assert.ThrowsAsync<JobPayloadTooLargeException>(() => Group.EnqueueAsync(Acme, large, Cancelled));

        Assert.Equal("A job of kind 'test_job' carries 16.0 MB; 16 MB are allowed. Send it in several smaller ones.", refused.Message);
        Assert.Empty(await Table.AllAsync());
    }

    [Fact]
    public async Task Jobs_of_a_group_are_all_there_when_their_callers_hear_of_it()
    {
        var ids = await Task.WhenAll(Enumerable.Range(0, 120).Select(i => Task.Run(() => Group.EnqueueAsync(i % 2 == 0 ? Acme : Globex, New(), Cancelled))));

        Assert.Equal(ids.Order(), (await Table.AllAsync()).Select(job => job.Id).Order());
    }

    [Fact]
    public async Task Group_keeps_where_a_job_comes_from_and_the_trace_that_it_belongs_to()
    {
        var id = await Group.EnqueueAsync(Acme, New() with { Source = "crm", Traceparent = Trace }, Cancelled);

        var job = await Table.ReadAsync(id);
        Assert.Equal(("crm", Trace), (job.Source, job.Traceparent));
    }

    [Fact]
    public async Task Group_keeps_keys_unique()
    {
        var ids = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Task.Run(() => Group.EnqueueAsync(Acme, New("key"), Cancelled))));

        Assert.Single(ids.Distinct());
    }

    [Fact]
    public async Task Key_of_a_client_stands_for_its_job_for_a_day()
    {
        var first = await OnceAsync("order-17");
        await Table.PassAsync(OncePerKey.Lifetime - TimeSpan.FromMinutes(1));
        Assert.Equal(first, await OnceAsync("order-17"));
        await Assert.ThrowsAsync<IdempotencyKeyReusedException>(() => OnceAsync("order-17", """{"another":1}"""));

        await Table.PassAsync(TimeSpan.FromMinutes(2));
        var second = await OnceAsync("order-17", """{"another":1}""");

        Assert.NotEqual(first, second);
        Assert.Equal(second, await OnceAsync("order-17", """{"another":1}"""));
        Assert.Equal(2, (await Table.AllAsync()).Count);
    }

    [Fact]
    public async Task Completions_are_written_in_sets_and_lost_leases_change_nothing()
    {
        await FillAsync(Acme, 5);
        var jobs = await Table.ClaimAsync(5);
        await Table.PutBackAsync(jobs[3], JobReturnReason.Vanished);

        var done = await Table.WithDbAsync(db => Table.Leases.CompleteAsync(
            db, [.. jobs.Select(job => new JobCompletion(job, """{"ok":true}""", "done", 2, "0af7651916cd43dd8448eb211c80319c"))], Cancelled));

        Assert.Equal(jobs.Where(job => job != jobs[3]).Select(job => job.Id).Order(), done.Order());
        var job = await Table.ReadAsync(jobs[0].Id);
        Assert.Equal(
            (JobState.Completed, """{"ok":true}""", "done", 2, 1, null), (job.State, job.Result, job.Message, job.ChunksCreated, job.ProcessedItems, job.LeaseUntil));
        var attempt = Assert.Single(await Table.AttemptsAsync(job.Id));
        Assert.Equal(("completed", "worker", "0af7651916cd43dd8448eb211c80319c"), (attempt.Outcome, attempt.WorkerId, attempt.TraceId));
        Assert.Equal(JobState.Pending, (await Table.ReadAsync(jobs[3].Id)).State);
    }

    [Fact]
    public async Task Batch_follows_from_its_jobs_and_names_those_that_failed()
    {
        var (batch, children) = await EnqueueBatchAsync(4);
        Assert.Equal((JobState.Running, 0.0), ((await Table.ReadAsync(batch)).State, (await Table.ReadAsync(batch)).Progress));
        var jobs = await Table.ClaimAsync(10);
        Assert.Equal(children.Order(), jobs.Select(job => job.Id).Order());

        await Table.WithDbAsync(db => Table.Leases.CompleteAsync(db, [.. jobs.Take(2).Select(job => new JobCompletion(job, "{}", null, 3, null))], Cancelled));
        await Table.FailAsync(jobs[2], "it broke");
        var underWay = await Table.ReadAsync(batch);
        Assert.Equal((JobState.Running, 0.75, 6, 1, "3 of 4 jobs ended, 1 failed"),
            (underWay.State, underWay.Progress, underWay.ChunksCreated, underWay.ChildrenFailed, underWay.Message));

        await Table.CompleteAsync(jobs[3]);

        var ended = await Table.ReadAsync(batch);
        Assert.Equal((JobState.Completed, "1 of 4 jobs failed", 4), (ended.State, ended.Error, ended.ProcessedItems));
        var result = JobArgs.Read<BatchResult>(ended.Result!);
        Assert.Equal((3, 1, 0), (result.Completed, result.Failed, result.Cancelled));
        Assert.Equal([new(jobs[2].Id, "it broke")], result.Failures);
        Assert.NotNull(ended.EndedAt);
    }

    [Fact]
    public async Task Batch_of_which_every_job_fails_has_failed()
    {
        var (batch, _) = await EnqueueBatchAsync(2);
        foreach (var job in await Table.ClaimAsync(2))
        {
            await Table.FailAsync(job);
        }

        Assert.Equal((JobState.Failed, "2 of 2 jobs failed"), ((await Table.ReadAsync(batch)).State, (await Table.ReadAsync(batch)).Error));
    }

    [Fact]
    public async Task Batch_without_jobs_is_complete()
    {
        var (batch, _) = await EnqueueBatchAsync(0);

        Assert.Equal((JobState.Completed, 1.0), ((await Table.ReadAsync(batch)).State, (await Table.ReadAsync(batch)).Progress));
    }

    [Fact]
    public async Task Job_that_is_put_back_does_not_move_its_batch_on()
    {
        var (batch, _) = await EnqueueBatchAsync(1);
        await Table.PutBackAsync(await Table.ClaimOneAsync(), JobReturnReason.Retried);
        Assert.Equal((JobState.Running, 0), ((await Table.ReadAsync(batch)).State, (await Table.ReadAsync(batch)).ProcessedItems));

        await Table.CompleteAsync(await Table.ClaimOneAsync());
        Assert.Equal(JobState.Completed, (await Table.ReadAsync(batch)).State);
    }

    [Fact]
    public async Task Cancelled_batch_takes_its_jobs_with_it_and_ends_with_the_last()
    {
        var (batch, children) = await EnqueueBatchAsync(3);
        var running = await Table.ClaimOneAsync();

        Assert.Equal(Cancellation.Requested, await Table.CancelAsync(Acme, batch));

        foreach (var child in children.Where(child => child != running.Id))
        {
            Assert.Equal(JobState.Cancelled, (await Table.ReadAsync(child)).State);
        }

        Assert.NotNull((await Table.ReadAsync(running.Id)).CancelRequestedAt);
        Assert.Equal(JobState.Running, (await Table.ReadAsync(batch)).State);
        await Table.PutBackAsync(running, JobReturnReason.Interrupted);
        Assert.Equal((JobState.Cancelled, 3), ((await Table.ReadAsync(batch)).State, (await Table.ReadAsync(batch)).ChildrenCancelled));
    }

    [Fact]
    public async Task Batch_of_which_nothing_runs_is_cancelled_at_once()
    {
        var (batch, _) = await EnqueueBatchAsync(3);

        Assert.Equal(Cancellation.Done, await Table.CancelAsync(Acme, batch));
        Assert.Equal(JobState.Cancelled, (await Table.ReadAsync(batch)).State);
        Assert.Equal(Cancellation.TooLate, await Table.CancelAsync(Acme, batch));
    }

    [Fact]
    public async Task Redriven_job_runs_again_with_its_history_and_all_its_attempts()
    {
        var id = await Table.EnqueueAsync(Acme, New("key") with { MaxAttempts = 2 });
        await Table.PutBackAsync(await Table.ClaimOneAsync(), JobReturnReason.Retried);
        await Table.FailAsync(await Table.ClaimOneAsync());

        Assert.Equal(Redrive.Done, await RedriveAsync(id));

        var job = await Table.ReadAsync(id);
        Assert.Equal((JobState.Pending, 0, 2, "key", null), (job.State, job.Attempt, job.Fence, job.UniqueKey, job.EndedAt));
        Assert.Equal(Redrive.NotFailed, await RedriveAsync(id));
        var again = await Table.ClaimOneAsync();
        Assert.Equal((1, 3), (again.Attempt, again.Fence));
        await Table.CompleteAsync(again);
        Assert.Equal(["retried", "failed", "completed"], (await Table.AttemptsAsync(id)).Select(attempt => attempt.Outcome));
    }

    [Fact]
    public async Task Redriven_job_leaves_its_key_to_one_that_waits_with_it()
    {
        var id = await Table.EnqueueAsync(Acme, New("key"));
        await Table.FailAsync(await Table.ClaimOneAsync());
        await Table.EnqueueAsync(Acme, New("key"));

        Assert.Equal(Redrive.Done, await RedriveAsync(id));
        Assert.Null((await Table.ReadAsync(id)).UniqueKey);
    }

    [Fact]
    public async Task Dead_letters_are_listed_by_reason_and_redriven_by_filter()
    {
        foreach (var (kind, error) in new[] { (Kind, "timeout: a"), (Kind, "timeout: b"), (Kind, "timeout: a"), (Other, "timeout: a") })
        {
            await Table.EnqueueAsync(Acme, new(kind, "{}"));
            await Table.FailAsync(await Table.ClaimOneAsync(), error);
        }

        await Table.EnqueueAsync(Globex);
        await Table.FailAsync(await Table.ClaimOneAsync(), "timeout: a");

        var reasons = await Table.WithDbAsync(db => Redrives.ReasonsAsync(db, new(), 10, Cancelled), Acme);
        Assert.Equal(
            [(Kind, "timeout: a", 2), (Other, "timeout: a", 1), (Kind, "timeout: b", 1)],
            reasons.Select(reason => (reason.Kind, reason.Reason, reason.Count)).OrderByDescending(r => r.Count).ThenBy(r => r.Reason));
        Assert.Equal(2, await Table.WithDbAsync(db => Redrives.RedriveAsync(db, new DeadLetterFilter { Kind = Kind, Reason = "timeout: a" }, Cancelled), Acme));
        Assert.Equal(0, await Table.WithDbAsync(db => Redrives.RedriveAsync(db, new DeadLetterFilter { Kind = Kind, Reason = "timeout: a" }, Cancelled), Acme));
        Assert.Equal([2, 3], (await Table.AllAsync()).CountBy(job => job.State).OrderBy(pair => pair.Key).Select(pair => pair.Value));
    }

    [Fact]
    public async Task Redrive_of_a_batch_runs_what_failed_and_reopens_it()
    {
        var (batch, _) = await EnqueueBatchAsync(2);
        var jobs = await Table.ClaimAsync(2);
        await Table.CompleteAsync(jobs[0]);
        await Table.FailAsync(jobs[1]);
        Assert.Equal(JobState.Completed, (await Table.ReadAsync(batch)).State);

        Assert.Equal(Redrive.Done, await RedriveAsync(batch));

        var reopened = await Table.ReadAsync(batch);
        Assert.Equal((JobState.Running, 1, 0, null, null), (reopened.State, reopened.ProcessedItems, reopened.ChildrenFailed, reopened.Result, reopened.EndedAt));
        await Table.CompleteAsync(await Table.ClaimOneAsync());
        Assert.Equal((JobState.Completed, null), ((await Table.ReadAsync(batch)).State, (await Table.ReadAsync(batch)).Error));
    }

    [Fact]
    public async Task Job_of_another_organization_cannot_be_redriven()
    {
        var id = await Table.EnqueueAsync(Acme);
        await Table.FailAsync(await Table.ClaimOneAsync());

        Assert.Equal(Redrive.NotFound, await Table.WithDbAsync(db => Redrives.RedriveAsync(db, id, Cancelled), Globex));
    }

    private Task<Redrive> RedriveAsync(Guid id) => Table.WithDbAsync(db => Redrives.RedriveAsync(db, id, Cancelled), Acme);

    private async Task<(Guid Batch, IReadOnlyList<Guid> Children)> EnqueueBatchAsync(int jobs)
    {
        (Guid, IReadOnlyList<Guid>) ids = default;
        await Table.WriteAsync(async write =>
        {
            ids = await Batches.EnqueueAsync(write, Acme, new("test_batch", "{}"), [.. Enumerable.Range(0, jobs).Select(_ => New())], Cancelled);
            return true;
        });
        return ids;
    }
}
