using TicketRag.Core.Jobs;
using static TicketRag.Tests.Jobs.JobTable;

namespace TicketRag.Tests.Jobs;

public abstract partial class JobStoreConformance
{
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
    public async Task Completing_claim_that_a_worker_of_an_older_version_keeps_as_a_row_is_in_the_history_once()
    {
        await Table.EnqueueAsync(Acme);
        var job = await Table.ClaimOneAsync();
        Assert.True(await Table.CompleteAsync(job));
        await Table.WithDbAsync(db =>
        {
            db.JobAttempts.Add(new()
            {
                JobId = job.Id, Fence = job.Fence, Outcome = "completed", WorkerId = "older", StartedAt = job.StartedAt!.Value, EndedAt = job.StartedAt.Value, TraceId = "kept",
            });
            return db.SaveChangesAsync(Cancelled);
        });

        var attempt = Assert.Single(await Table.AttemptsAsync(job.Id));

        Assert.Equal((job.Fence, "completed", "kept"), (attempt.Fence, attempt.Outcome, attempt.TraceId));
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
}
