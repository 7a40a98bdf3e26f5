using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using TicketRag.Core.Connections;
using TicketRag.Core.Jobs;
using TicketRag.Core.Organizations;
using TicketRag.Core.Persistence;
using TicketRag.IngestWorker.Jobs;
using static TicketRag.Tests.Jobs.JobTable;

namespace TicketRag.Tests.Jobs;

public sealed class JobExecutorTests : IAsyncLifetime
{
    private WorkerBench? _bench;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private WorkerBench Bench => _bench ?? throw new InvalidOperationException("The test has not begun.");

    public async ValueTask InitializeAsync() => _bench = await WorkerBench.CreateAsync(("Jobs:Timeout", "00:01:00"));

    public ValueTask DisposeAsync() => Bench.DisposeAsync();

    [Fact]
    public async Task Effects_are_stored_with_the_completion()
    {
        var afterwards = false;
        Bench.Script.Handle = (_, _) => Outcome(new JobOutcome.Completed("""{"ok":true}""")
        {
            Message = "done",
            ChunksCreated = 3,
            Store = AddOrganization("effect"),
            Afterwards = async _ =>
            {
                afterwards = await HasOrganizationAsync("effect");
            },
        });
        await Bench.EnqueueAsync();

        var job = await Bench.RunNextAsync();

        Assert.Equal((JobState.Completed, """{"ok":true}""", "done", 3), (job.State, job.Result, job.Message, job.ChunksCreated));
        Assert.True(afterwards);
    }

    [Fact]
    public async Task Effects_that_cannot_be_stored_leave_the_job_to_be_retried()
    {
        Bench.Script.Handle = (_, _) => Outcome(new JobOutcome.Completed("{}")
        {
            Store = async (write, cancellationToken) =>
            {
                await AddOrganization("effect")(write, cancellationToken);
                throw new FormatException("no");
            },
        });
        await Bench.EnqueueAsync();

        var job = await Bench.RunNextAsync();

        Assert.Equal((JobState.Pending, 1, "FormatException: no"), (job.State, job.Attempt, job.Error));
        Assert.False(await HasOrganizationAsync("effect"));
    }

    [Fact]
    public async Task What_goes_wrong_afterwards_does_not_touch_a_completed_job()
    {
        Bench.Script.Handle = (_, _) => Outcome(new JobOutcome.Completed("{}") { Afterwards = _ => throw new FormatException("no") });
        await Bench.EnqueueAsync();

        var job = await Bench.RunNextAsync();

        Assert.Equal((JobState.Completed, null), (job.State, job.Error));
    }

    [Fact]
    public async Task Failure_is_retried_with_backoff_until_the_attempts_are_used_up()
    {
        var told = new List<string>();
        Bench.Script.Handle = (_, _) => throw new FormatException("no");
        Bench.Script.Failed = async (write, _, error) =>
        {
            told.Add(error);
            await AddOrganization("told")(write, Cancelled);
        };
        await Bench.EnqueueAsync(New() with { MaxAttempts = 3 });

        foreach (var attempt in new[] { 1, 2 })
        {
            var retried = await Bench.RunNextAsync();
            Assert.Equal((JobState.Pending, attempt, "FormatException: no"), (retried.State, retried.Attempt, retried.Error));
            Assert.InRange(retried.RunAt - Bench.Clock.GetUtcNow(), TimeSpan.Zero, TimeSpan.FromSeconds(2 * attempt));
            Assert.Empty(told);
            Bench.Clock.Advance(TimeSpan.FromSeconds(5));
        }

        var failed = await Bench.RunNextAsync();
        Assert.Equal((JobState.Failed, 3, "FormatException: no"), (failed.State, failed.Attempt, failed.Error));
        Assert.Equal(["FormatException: no"], told);
        Assert.True(await HasOrganizationAsync("told"));
        Assert.Equal(["retried", "retried", "failed"], (await Bench.Table.AttemptsAsync(failed.Id)).Select(attempt => attempt.Outcome));
    }

    [Fact]
    public async Task Handler_that_cannot_tell_its_subject_does_not_keep_the_job_alive()
    {
        Bench.Script.Handle = (_, _) => throw new FormatException("no");
        Bench.Script.Failed = async (write, _, _) =>
        {
            await AddOrganization("told")(write, Cancelled);
            throw new FormatException("neither");
        };
        await Bench.EnqueueAsync(New() with { MaxAttempts = 1 });

        var job = await Bench.RunNextAsync();

        Assert.Equal((JobState.Failed, "FormatException: no"), (job.State, job.Error));
        Assert.False(await HasOrganizationAsync("told"));
    }

    [Fact]
    public async Task Permanent_failure_is_not_retried()
    {
        Bench.Script.Handle = (_, _) => Outcome(new JobOutcome.Failed("HTTPError: 404 Not Found") { Store = AddOrganization("noted") });
        await Bench.EnqueueAsync();

        var job = await Bench.RunNextAsync();

        Assert.Equal((JobState.Failed, 1, "HTTPError: 404 Not Found"), (job.State, job.Attempt, job.Error));
        Assert.True(await HasOrganizationAsync("noted"));
    }

    [Fact]
    public async Task Job_waits_for_a_dependency_as_long_as_that_says_and_without_using_an_attempt()
    {
        Bench.Script.Handle = (_, _) => throw new DependencyUnavailableException("embed", "busy") { RetryAfter = TimeSpan.FromSeconds(42) };
        await Bench.EnqueueAsync(New() with { MaxAttempts = 1 });

        var job = await Bench.RunNextAsync();

        Assert.Equal((JobState.Pending, 0, "embed: busy", "Waits for embed"), (job.State, job.Attempt, job.Error, job.Message));
        Assert.Equal(TimeSpan.FromSeconds(42), job.RunAt - Bench.Clock.GetUtcNow());
        Assert.Equal("waited", Assert.Single(await Bench.Table.AttemptsAsync(job.Id)).Outcome);
    }

    [Fact]
    public async Task Job_waits_for_a_dependency_as_often_as_it_takes_but_never_long()
    {
        Bench.Script.Handle = (_, _) => throw new DependencyUnavailableException("embed", "connection refused");
        await Bench.EnqueueAsync(New() with { MaxAttempts = 1 });

        for (var i = 0; i < 12; i++)
        {
            var job = await Bench.RunNextAsync();
            Assert.Equal((JobState.Pending, 0, i + 1), (job.State, job.Attempt, job.Fence));
            Assert.InRange(job.RunAt - Bench.Clock.GetUtcNow(), TimeSpan.Zero, TimeSpan.FromSeconds(30));
            Bench.Clock.Advance(TimeSpan.FromSeconds(30));
        }
    }

    [Fact]
    public async Task Job_that_takes_too_long_is_stopped_and_retried()
    {
        Bench.Script.Handle = Bench.Script.BlockAsync;
        await Bench.EnqueueAsync();
        var running = Bench.RunNextAsync();
        await Bench.Script.Started.ReadAsync(Cancelled);
        Bench.Clock.Advance(TimeSpan.FromSeconds(59));
        Assert.False(running.IsCompleted);

        Bench.Clock.Advance(TimeSpan.FromSeconds(1));

        var job = await running;
        Assert.Equal((JobState.Pending, 1, "Timed out after 60 s"), (job.State, job.Attempt, job.Error));
    }

    [Fact]
    public async Task Job_that_ignores_its_time_limit_is_failed_and_left_behind()
    {
        Exception? late = null;
        var ended = new TaskCompletionSource();
        Bench.Script.Handle = async (run, _) =>
        {
            await Bench.Script.BlockAsync(run, CancellationToken.None);
            late = await Record.ExceptionAsync(() => run.CheckpointAsync(new(1, 1, 1, "late"), null, CancellationToken.None));
            ended.SetResult();
            return new JobOutcome.Completed("{}");
        };
        await Bench.EnqueueAsync();
        var running = Bench.RunNextAsync();
        await Bench.Script.Started.ReadAsync(Cancelled);
        Bench.Clock.Advance(TimeSpan.FromMinutes(1));
        await Bench.AdvanceUntilAsync(running, TimeSpan.FromSeconds(1));

        var job = await running;
        Assert.Equal((JobState.Failed, 1, "Ran past its limit of 60 s and did not stop when asked to"), (job.State, job.Attempt, job.Error));
        Assert.Empty(Bench.Running.All);
        Bench.Script.Release();
        await ended.Task;
        Assert.IsType<LeaseLostException>(late);
    }

    [Fact]
    public async Task Job_that_ignores_its_cancellation_is_cancelled_all_the_same()
    {
        Bench.Script.Handle = (run, _) => Bench.Script.BlockAsync(run, CancellationToken.None);
        var id = await Bench.EnqueueAsync();
        await Bench.StartAsync<JobHeartbeat>();
        await Bench.Clock.WhenTimersAsync(1, Cancelled);
        var running = Bench.RunNextAsync();
        await Bench.Script.Started.ReadAsync(Cancelled);
        await Bench.Table.CancelAsync(WorkerBench.Acme, id);

        await Bench.AdvanceUntilAsync(running, TimeSpan.FromMilliseconds(500));

        Assert.Equal(JobState.Cancelled, (await running).State);
    }

    [Fact]
    public async Task Arguments_that_cannot_be_read_fail_the_job_at_once()
    {
        Bench.Script.Handle = (run, _) => Outcome(new JobOutcome.Completed(run.Args<Core.Documents.SourceIndexingArgs>().ToString()));
        await Bench.EnqueueAsync(new(Kind, "not JSON"));

        var job = await Bench.RunNextAsync();

        Assert.Equal((JobState.Failed, 1), (job.State, job.Attempt));
        Assert.StartsWith("The job's arguments can't be read", job.Error);
    }

    [Fact]
    public async Task Kind_has_its_own_attempts_delays_and_limit()
    {
        await using var bench = await WorkerBench.CreateAsync(
            ($"Jobs:Kinds:{Kind}:MaxAttempts", "2"), ($"Jobs:Kinds:{Kind}:RetryDelay", "00:10:00"), ($"Jobs:Kinds:{Kind}:MaxRetryDelay", "00:20:00"));
        bench.Script.Handle = (_, _) => throw new FormatException("no");
        await bench.EnqueueAsync();

        var job = await bench.RunNextAsync();
        Assert.InRange(job.RunAt - bench.Clock.GetUtcNow(), TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(10));
        bench.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(JobState.Failed, (await bench.RunNextAsync()).State);
    }

    [Fact]
    public async Task Cancelled_job_stops_within_one_heartbeat()
    {
        Bench.Script.Handle = Bench.Script.BlockAsync;
        var id = await Bench.EnqueueAsync();
        await Bench.StartAsync<JobHeartbeat>();
        await Bench.Clock.WhenTimersAsync(1, Cancelled);
        var running = Bench.RunNextAsync();
        await Bench.Script.Started.ReadAsync(Cancelled);
        Assert.Equal(Cancellation.Requested, await Bench.Table.CancelAsync(WorkerBench.Acme, id));

        Bench.Clock.Advance(TimeSpan.FromSeconds(1));

        var job = await running;
        Assert.Equal((JobState.Cancelled, "Cancelled while it ran"), (job.State, job.Message));
        Assert.Equal("cancelled", Assert.Single(await Bench.Table.AttemptsAsync(id)).Outcome);
    }

    [Fact]
    public async Task Heartbeats_keep_a_long_job_from_being_taken()
    {
        Bench.Script.Handle = Bench.Script.BlockAsync;
        var id = await Bench.EnqueueAsync();
        await Bench.StartAsync<JobHeartbeat>();
        await Bench.Clock.WhenTimersAsync(1, Cancelled);
        var running = Bench.RunNextAsync();
        await Bench.Script.Started.ReadAsync(Cancelled);
        for (var i = 0; i < 40; i++)
        {
            Bench.Clock.Advance(TimeSpan.FromSeconds(1));
            var now = Bench.Clock.GetUtcNow();
            await Bench.WhenAsync(id, job => job.LeaseUntil == now + TimeSpan.FromSeconds(8));
        }

        Assert.Empty(await Bench.Table.ExpiredAsync());
        Bench.Script.Release();
        Assert.Equal(JobState.Completed, (await running).State);
    }

    [Fact]
    public async Task Worker_that_lost_its_lease_writes_nothing()
    {
        Exception? checkpoint = null;
        Bench.Script.Handle = async (run, cancellationToken) =>
        {
            await Bench.Script.BlockAsync(run, CancellationToken.None);
            checkpoint = await Record.ExceptionAsync(() => run.CheckpointAsync(new(1, 1, 1, "stale"), AddOrganization("checkpoint"), cancellationToken));
            return new JobOutcome.Completed("{}") { Store = AddOrganization("effect") };
        };
        var id = await Bench.EnqueueAsync();
        var running = Bench.RunNextAsync();
        await Bench.Table.PutBackAsync(await Bench.Script.Started.ReadAsync(Cancelled), JobReturnReason.Vanished);
        await Bench.Table.ClaimOneAsync("rival");

        Bench.Script.Release();
        await running;

        Assert.IsType<LeaseLostException>(checkpoint);
        var job = await Bench.Table.ReadAsync(id);
        Assert.Equal((JobState.Running, "rival", null, 0), (job.State, job.WorkerId, job.Message, job.ProcessedItems));
        Assert.False(await HasOrganizationAsync("checkpoint") || await HasOrganizationAsync("effect"));
    }

    [Fact]
    public async Task Worker_that_lost_its_lease_is_told_at_its_next_heartbeat()
    {
        Bench.Script.Handle = Bench.Script.BlockAsync;
        await Bench.EnqueueAsync();
        await Bench.StartAsync<JobHeartbeat>();
        await Bench.Clock.WhenTimersAsync(1, Cancelled);
        var running = Bench.RunNextAsync();
        await Bench.Table.PutBackAsync(await Bench.Script.Started.ReadAsync(Cancelled), JobReturnReason.Vanished);

        Bench.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(JobState.Pending, (await running).State);
    }

    [Fact]
    public async Task Kind_without_a_handler_is_retried_and_then_fails_with_that_reason()
    {
        await Bench.EnqueueAsync(new(WorkerBench.UnknownKind, "{}") { MaxAttempts = 2 });

        Assert.Equal(JobState.Pending, (await Bench.RunNextAsync()).State);
        Bench.Clock.Advance(TimeSpan.FromSeconds(5));
        var job = await Bench.RunNextAsync();

        Assert.Equal((JobState.Failed, "This worker has no handler for jobs of kind 'unheard_of'"), (job.State, job.Error));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Job_whose_outcome_the_database_does_not_take_is_left_to_the_rescuer(bool whileSaving)
    {
        Bench.Script.Handle = (_, _) => Outcome(new JobOutcome.Completed("{}")
        {
            Store = (_, _) => throw (whileSaving ? new DbUpdateException("saving", new DatabaseGoneException()) : new DatabaseGoneException()),
        });
        await Bench.EnqueueAsync();

        var job = await Bench.RunNextAsync();

        Assert.Equal((JobState.Running, 1), (job.State, job.Attempt));
        Assert.Empty(Bench.Running.All);
        Bench.Clock.Advance(Lease + TimeSpan.FromSeconds(1));
        Assert.Equal(job.Id, Assert.Single(await Bench.Table.ExpiredAsync()).Id);
    }

    [Fact]
    public async Task Cancellation_that_nobody_asked_for_is_a_failure_like_others()
    {
        Bench.Script.Handle = (_, _) => throw new TaskCanceledException("a client timed out");
        await Bench.EnqueueAsync();

        var job = await Bench.RunNextAsync();

        Assert.Equal((JobState.Pending, 1, "TaskCanceledException: a client timed out"), (job.State, job.Attempt, job.Error));
    }

    [Fact]
    public async Task Trace_goes_on_from_the_request_that_enqueued_the_job()
    {
        using var listener = new System.Diagnostics.ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref System.Diagnostics.ActivityCreationOptions<System.Diagnostics.ActivityContext> _) => System.Diagnostics.ActivitySamplingResult.AllData,
        };
        System.Diagnostics.ActivitySource.AddActivityListener(listener);
        using var request = new System.Diagnostics.Activity("request").Start();
        var id = await Bench.EnqueueAsync();
        var traceId = request.TraceId.ToHexString();
        request.Stop();

        await Bench.RunNextAsync();

        Assert.Equal(traceId, Assert.Single(await Bench.Table.AttemptsAsync(id)).TraceId);
    }

    private static Task<JobOutcome> Outcome(JobOutcome outcome) => Task.FromResult(outcome);

    private static Func<WriteScope, CancellationToken, Task> AddOrganization(string slug) => (write, cancellationToken) =>
    {
        write.Db.Organizations.Add(new() { Id = OrganizationId.New(), Number = slug.Length, Slug = slug, Name = slug, CreatedAt = write.Db.Now });
        return write.Db.SaveChangesAsync(cancellationToken);
    };

    private Task<bool> HasOrganizationAsync(string slug) =>
        Bench.Table.WithDbAsync(db => db.Organizations.AnyAsync(organization => organization.Slug == slug, Cancelled));

    private sealed class DatabaseGoneException() : DbException("The connection was closed.")
    {
        public override bool IsTransient => true;
    }
}
