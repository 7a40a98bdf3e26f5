using TicketRag.Core.Jobs;
using TicketRag.IngestWorker.Jobs;

namespace TicketRag.Tests.Jobs;

public sealed partial class JobExecutorTests
{
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
}
