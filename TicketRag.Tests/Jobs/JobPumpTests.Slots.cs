using TicketRag.Core.Jobs;
using TicketRag.IngestWorker.Jobs;
using static TicketRag.Tests.Jobs.JobTable;

namespace TicketRag.Tests.Jobs;

public sealed partial class JobPumpTests
{
    [Fact]
    public async Task Urgent_job_starts_at_once_where_bulk_work_fills_the_worker()
    {
        await using var bench = await WorkerBench.CreateAsync(("Jobs:MaxConcurrentJobs", "2"));
        bench.Script.Handle = bench.Script.BlockAsync;
        await bench.StartPumpAsync();
        var bulk = new List<Guid>();
        for (var i = 0; i < 3; i++)
        {
            bulk.Add(await bench.EnqueueAsync());
        }

        await bench.Script.Started.ReadAsync(Cancelled);
        await bench.Script.Started.ReadAsync(Cancelled);
        var urgent = await bench.EnqueueAsync(New() with { Priority = JobPriority.High });

        Assert.Equal(urgent, (await bench.Script.Started.ReadAsync(Cancelled)).Id);
        Assert.Equal(JobState.Pending, (await bench.Table.ReadAsync(bulk[2])).State);
        bench.Script.Release();
        foreach (var id in bulk.Append(urgent))
        {
            await bench.WhenAsync(id, JobState.Completed);
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task Urgent_job_starts_at_once_where_bulk_work_keeps_its_threads()
    {
        var slots = Environment.ProcessorCount + 2;
        await using var bench = await WorkerBench.CreateAsync(("Jobs:MaxConcurrentJobs", $"{slots}"));
        using var computed = new ManualResetEventSlim();
        var started = new SemaphoreSlim(0);
        bench.Script.Handle = (run, _) =>
        {
            started.Release();
            if (run.Job.Priority != JobPriority.High)
            {
                computed.Wait(Cancelled);
            }

            return Task.FromResult<JobOutcome>(new JobOutcome.Completed("{}"));
        };
        await bench.StartPumpAsync();
        try
        {
            await FillAsync(bench, slots);
            for (var i = 0; i < slots; i++)
            {
                await started.WaitAsync(Cancelled);
            }

            await bench.WhenAsync(await bench.EnqueueAsync(New() with { Priority = JobPriority.High }), JobState.Completed);
        }
        finally
        {
            computed.Set();
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task Handlers_that_keep_every_thread_past_their_limit_are_left_behind()
    {
        await using var bench = await WorkerBench.CreateAsync();
        using var never = new ManualResetEventSlim();
        var started = new SemaphoreSlim(0);
        bench.Script.Handle = (_, _) =>
        {
            started.Release();
            never.Wait(CancellationToken.None);
            return Task.FromResult<JobOutcome>(new JobOutcome.Completed("{}"));
        };
        await bench.StartPumpAsync();
        try
        {
            var jobs = new List<Guid>();
            for (var i = 0; i < new JobOptions().MaxConcurrentJobs + 1; i++)
            {
                jobs.Add(await bench.EnqueueAsync(New() with { Priority = JobPriority.High, MaxAttempts = 1 }));
            }

            foreach (var _ in jobs)
            {
                await started.WaitAsync(Cancelled);
            }

            foreach (var id in jobs)
            {
                await bench.AdvanceUntilAsync(bench.WhenAsync(id, JobState.Failed), TimeSpan.FromSeconds(1));
            }
        }
        finally
        {
            never.Set();
        }
    }
}
