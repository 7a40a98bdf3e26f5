using TicketRag.Core.Jobs;
using static TicketRag.Tests.Jobs.JobTable;

namespace TicketRag.Tests.Jobs;

public abstract partial class JobStoreConformance
{
    private JobRedrive Redrives => (JobRedrive)Table.Services.GetService(typeof(JobRedrive))!;

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
}
