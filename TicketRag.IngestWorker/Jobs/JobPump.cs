using Microsoft.Extensions.Options;
using TicketRag.Core.Jobs;
using TicketRag.Core.Persistence;

using TicketRag.IngestWorker.Maintenance;

namespace TicketRag.IngestWorker.Jobs;

/// <summary>Claims due jobs for this worker's free slots and lets <see cref="JobExecutor"/> run them; sleeps until nudged when there are none.</summary>
public sealed partial class JobPump(
    IServiceScopeFactory scopes,
    JobLeases leases,
    IJobNudges nudges,
    RunningJobs running,
    JobExecutor executor,
    VectorStoreKeeper vectorStore,
    IOptions<JobOptions> options,
    TimeProvider time,
    ILogger<JobPump> logger) : BackgroundService
{
    private const int HighPrioritySlots = 1;

    private readonly List<Task> _tasks = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await vectorStore.WaitForFirstRoundAsync(stoppingToken);
            LogStarted(logger, running.WorkerId, options.Value.MaxConcurrentJobs, HighPrioritySlots);
            while (true)
            {
                _tasks.RemoveAll(task => task.IsCompleted);
                if (FreeSlots is not { } free)
                {
                    await Task.WhenAny(_tasks).WaitAsync(stoppingToken);
                }
                else if (await ClaimAsync(free.Count, free.Lowest, stoppingToken) == 0)
                {
                    await WaitAsync(free.Lowest, stoppingToken);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping: fall through to the grace time.
        }

        await StopAsync();
    }

    // The last slot is for what somebody waits for, so that bulk work can't fill the worker.
    private (int Count, JobPriority Lowest)? FreeSlots => (options.Value.MaxConcurrentJobs + HighPrioritySlots - _tasks.Count) switch
    {
        0 => null,
        HighPrioritySlots => (HighPrioritySlots, JobPriority.High),
        var free => (free - HighPrioritySlots, JobPriority.Low),
    };

    private async Task<int> ClaimAsync(int count, JobPriority lowest, CancellationToken cancellationToken)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<AppDb>();
            var jobs = await leases.ClaimAsync(db, running.WorkerId, count, lowest, options.Value.Lease, cancellationToken);
            _tasks.AddRange(jobs.Select(running.Add).ToList().Select(entry => Task.Run(() => executor.ExecuteAsync(entry), CancellationToken.None)));
            return jobs.Count;
        }
        catch (Exception exception) when (DatabaseOutage.Cause(exception) is not null)
        {
            LogDatabaseDown(logger, exception);
            return 0;
        }
    }

    // Until a nudge comes, a slot becomes free, or it is time to look again.
    private async Task WaitAsync(JobPriority lowest, CancellationToken cancellationToken)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var nudged = nudges.WaitAsync(lowest, options.Value.PollInterval, enough.Token);
        await Task.WhenAny([nudged, .. _tasks]);
        await enough.CancelAsync();
        await nudged.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
    }

    private async Task StopAsync()
    {
        var all = Task.WhenAll(_tasks);
        LogStopping(logger, _tasks.Count(task => !task.IsCompleted));
        await Task.WhenAny(all, Task.Delay(options.Value.StopGrace, time));
        running.InterruptAll();
        await all;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Worker {WorkerId} takes jobs: {Slots} at a time and {HighSlots} of high priority")]
    private static partial void LogStarted(ILogger logger, string workerId, int slots, int highSlots);

    [LoggerMessage(Level = LogLevel.Information, Message = "Stopping: {Running} jobs may finish within the grace time, then they are handed back")]
    private static partial void LogStopping(ILogger logger, int running);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The database does not answer; claiming goes on when it does")]
    private static partial void LogDatabaseDown(ILogger logger, Exception exception);
}
