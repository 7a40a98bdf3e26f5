using TicketRag.Core.Jobs;
using TicketRag.IngestWorker.Jobs;

namespace TicketRag.Tests.Jobs;

public sealed partial class JobExecutorTests
{
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
}
