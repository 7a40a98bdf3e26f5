using TicketRag.Core.Jobs;
using TicketRag.IngestWorker.Jobs;

namespace TicketRag.Tests.Jobs;

public sealed partial class JobExecutorTests
{
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
}
