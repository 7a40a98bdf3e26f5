using System.Collections.Concurrent;
using TicketRag.Core.Jobs;
using TicketRag.IngestWorker.Jobs;
using static TicketRag.Tests.Jobs.JobTable;

namespace TicketRag.Tests.Jobs;

public sealed partial class JobPumpTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Job_runs_as_soon_as_it_is_committed()
    {
        await using var bench = await WorkerBench.CreateAsync();
        await bench.StartPumpAsync();

        var id = await bench.EnqueueAsync();

        await bench.WhenAsync(id, JobState.Completed);
    }

    [Fact]
    public async Task Worker_that_took_all_there_was_does_not_ask_again_for_each_slot_that_becomes_free()
    {
        const int Jobs = 10;
        await using var bench = await WorkerBench.CreateAsync(("Jobs:MaxConcurrentJobs", $"{Jobs}"));
        var gates = new ConcurrentDictionary<Guid, TaskCompletionSource>();
        bench.Script.Handle = async (run, token) =>
        {
            await GateOf(run.Job.Id).Task.WaitAsync(token);
            return new JobOutcome.Completed("{}");
        };
        await bench.StartPumpAsync();
        var ids = new List<Guid>();
        for (var i = 0; i < Jobs; i++)
        {
            ids.Add(await bench.EnqueueAsync());
            await bench.WhenAsync(ids[i], JobState.Running);
        }

        var before = bench.Statements.Claims;
        foreach (var id in ids)
        {
            GateOf(id).SetResult();
            await bench.WhenAsync(id, JobState.Completed);
        }

        // The last job may have been taken before its own nudge came; that then found a full worker, which does wait for a slot.
        Assert.InRange(bench.Statements.Claims - before, 0, 2);

        TaskCompletionSource GateOf(Guid id) => gates.GetOrAdd(id, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
    }

    [Fact]
    public async Task Stopping_worker_lets_its_jobs_finish_within_the_grace_time()
    {
        await using var bench = await WorkerBench.CreateAsync();
        bench.Script.Handle = bench.Script.BlockAsync;
        var pump = await bench.StartPumpAsync();
        var id = await bench.EnqueueAsync();
        await bench.Script.Started.ReadAsync(Cancelled);

        var stopping = pump.StopAsync(Cancelled);
        var late = await bench.EnqueueAsync();
        bench.Script.Release();
        await stopping;

        Assert.Equal(JobState.Completed, (await bench.Table.ReadAsync(id)).State);
        Assert.Equal(JobState.Pending, (await bench.Table.ReadAsync(late)).State);
    }

    [Fact]
    public async Task Stopping_worker_hands_back_what_does_not_finish_and_another_runs_it()
    {
        // The clock runs ahead of a slow database, but not as far as this.
        await using var bench = await WorkerBench.CreateAsync(("Jobs:Timeout", "24:00:00"));
        bench.Script.Handle = bench.Script.BlockAsync;
        var pump = await bench.StartPumpAsync();
        var id = await bench.EnqueueAsync(New() with { MaxAttempts = 1 });
        await bench.Script.Started.ReadAsync(Cancelled);

        await bench.AdvanceUntilAsync(pump.StopAsync(Cancelled), TimeSpan.FromSeconds(1));

        var back = await bench.Table.ReadAsync(id);
        Assert.Equal((JobState.Pending, 0, 0), (back.State, back.Attempt, back.Interruptions));
        Assert.Equal("interrupted", Assert.Single(await bench.Table.AttemptsAsync(id)).Outcome);
        bench.Script.Release();
        await bench.ExecuteAsync(await bench.Table.ClaimOneAsync("another"));
        Assert.Equal(JobState.Completed, (await bench.Table.ReadAsync(id)).State);
    }

    [Fact]
    public async Task Stop_without_grace_reaches_jobs_that_were_claimed_this_moment()
    {
        await using var bench = await WorkerBench.CreateAsync(("Jobs:StopGrace", "00:00:00"), ("Jobs:MaxConcurrentJobs", "20"));
        bench.Script.Handle = bench.Script.BlockAsync;
        for (var i = 0; i < 20; i++)
        {
            await bench.EnqueueAsync();
        }

        var pump = await bench.StartPumpAsync();
        await bench.Script.Started.ReadAsync(Cancelled);
        await pump.StopAsync(Cancelled);

        Assert.Empty(bench.Running.All);
        Assert.All(await bench.Table.AllAsync(), job => Assert.Equal((JobState.Pending, 0), (job.State, job.Attempt)));
    }

    [Fact]
    public async Task Jobs_that_cannot_be_run_do_not_stop_the_pump()
    {
        await using var bench = await WorkerBench.CreateAsync();
        bench.Script.Handle = (run, _) => run.Job.MaxAttempts == 1 ? throw new InvalidOperationException("no") : Task.FromResult<JobOutcome>(new JobOutcome.Completed("{}"));
        bench.Script.Failed = (_, _, _) => throw new InvalidOperationException("neither");
        await bench.StartPumpAsync();
        var unknown = await bench.EnqueueAsync(new(WorkerBench.UnknownKind, "{}") { MaxAttempts = 1 });
        var broken = await bench.EnqueueAsync(New() with { MaxAttempts = 1 });
        await bench.WhenAsync(unknown, JobState.Failed);
        await bench.WhenAsync(broken, JobState.Failed);

        await bench.WhenAsync(await bench.EnqueueAsync(), JobState.Completed);
    }

    [Fact]
    public async Task Many_jobs_all_run_once()
    {
        await using var bench = await WorkerBench.CreateAsync();
        var runs = 0;
        bench.Script.Handle = (_, _) =>
        {
            Interlocked.Increment(ref runs);
            return Task.FromResult<JobOutcome>(new JobOutcome.Completed("{}"));
        };
        await bench.StartPumpAsync();
        var ids = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => Task.Run(() => bench.EnqueueAsync())));
        foreach (var id in ids)
        {
            await bench.WhenAsync(id, JobState.Completed);
        }

        Assert.Equal(60, runs);
    }

    [Fact]
    public async Task Quick_jobs_that_are_claimed_ahead_all_run_once()
    {
        await using var bench = await WorkerBench.CreateAsync();
        var runs = new System.Collections.Concurrent.ConcurrentDictionary<Guid, int>();
        bench.Script.Handle = (run, _) =>
        {
            runs.AddOrUpdate(run.Job.Id, 1, (_, n) => n + 1);
            return Task.FromResult<JobOutcome>(new JobOutcome.Completed("{}"));
        };
        await bench.StartPumpAsync();
        await FillAsync(bench, 30);
        await FillAsync(bench, 600);

        foreach (var job in await bench.Table.AllAsync())
        {
            await bench.WhenAsync(job.Id, JobState.Completed);
        }

        Assert.Equal(630, runs.Count);
        Assert.All(runs.Values, times => Assert.Equal(1, times));
    }

    [Fact]
    public async Task Jobs_that_were_claimed_ahead_do_not_all_run_at_once_when_their_kind_turns_slow()
    {
        await using var bench = await WorkerBench.CreateAsync();
        var (ended, running, most) = (0, 0, 0);
        var slow = TimeSpan.Zero;
        bench.Script.Handle = async (_, _) =>
        {
            var now = Interlocked.Increment(ref running);
            for (var seen = most; now > seen; seen = most)
            {
                Interlocked.CompareExchange(ref most, now, seen);
            }

            bench.Clock.Advance(slow);
            await Task.Yield();
            Interlocked.Decrement(ref running);
            Interlocked.Increment(ref ended);
            return new JobOutcome.Completed("{}");
        };
        await bench.StartPumpAsync();
        await FillAsync(bench, 30);
        await AllEndedAsync(30);
        slow = TimeSpan.FromMilliseconds(60);
        await FillAsync(bench, 200);
        await AllEndedAsync(230);

        var slots = new JobOptions().MaxConcurrentJobs + 1;
        Assert.InRange(most, 1, slots + Math.Max(2, Environment.ProcessorCount));

        async Task AllEndedAsync(int jobs)
        {
            foreach (var job in await bench.Table.AllAsync())
            {
                await bench.WhenAsync(job.Id, JobState.Completed);
            }

            Assert.Equal(jobs, ended);
        }
    }

    private static Task FillAsync(WorkerBench bench, int jobs) => bench.Table.WriteAsync(async write =>
    {
        await bench.Table.Queue.EnqueueManyAsync(write, WorkerBench.Acme, [.. Enumerable.Range(0, jobs).Select(_ => New())], Cancelled);
        return true;
    });
}
