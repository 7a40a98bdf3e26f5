using TicketRag.Core.Jobs;
using static TicketRag.Tests.Jobs.JobTable;

namespace TicketRag.Tests.Jobs;

public abstract partial class JobStoreConformance
{
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
}
