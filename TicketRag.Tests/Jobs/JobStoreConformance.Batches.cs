using TicketRag.Core.Jobs;
using static TicketRag.Tests.Jobs.JobTable;

namespace TicketRag.Tests.Jobs;

public abstract partial class JobStoreConformance
{
    private JobBatches Batches => (JobBatches)Table.Services.GetService(typeof(JobBatches))!;

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
    public async Task Jobs_of_a_batch_start_in_the_order_in_which_they_were_given()
    {
        var (_, children) = await EnqueueBatchAsync(100);

        Assert.Equal(children, (await Table.ClaimAsync(100)).Select(job => job.Id));
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
