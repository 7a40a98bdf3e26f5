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
    QuickJobs quick,
    BackgroundThreads threads,
    JobCompletions completions,
    JobTableTidier tidier,
    VectorStoreKeeper vectorStore,
    IOptions<JobOptions> options,
    TimeProvider time,
    ILogger<JobPump> logger) : BackgroundService
{
    private const int EnoughToGoOn = 8;

    /// <summary>Of so many claims one serves those first that have waited long, so that urgent work can't starve the rest.</summary>
    private const int OldestFirstEvery = 8;

    private readonly HeldDb _db = new(scopes);
    private readonly List<Task> _tasks = [];
    private int _claims;
    private bool _expectsFew = true;

    public override void Dispose()
    {
        _db.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await vectorStore.WaitForFirstRoundAsync(stoppingToken);
            PoolThreads.MakeRoomFor(options.Value.AllSlots);
            LogStarted(logger, running.WorkerId, options.Value.MaxConcurrentJobs, JobOptions.HighPrioritySlots);
            while (true)
            {
                await RoundAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping: fall through to the grace time.
        }

        await StopAsync();
    }

    private async Task RoundAsync(CancellationToken cancellationToken)
    {
        var changed = quick.NextChangeAsync();
        _tasks.RemoveAll(task => task.IsCompleted);
        var free = Math.Max(0, options.Value.AllSlots - _tasks.Count);
        var ahead = quick.Room;
        if (free == 0 && ahead == 0)
        {
            await Task.WhenAny([changed, .. _tasks]).WaitAsync(cancellationToken);
        }
        else if (await ClaimAsync(free, ahead, cancellationToken) is { Jobs.Count: < EnoughToGoOn } claimed)
        {
            // The last slot is for what somebody waits for, so that bulk work can't fill the worker.
            var lowest = free > JobOptions.HighPrioritySlots || ahead > 0 ? JobPriority.Low : JobPriority.High;

            // Where nothing is left and it hears of whatever comes, room is no reason to look again.
            IEnumerable<Task> room = claimed.AreAll && lowest == JobPriority.Low ? [] : ahead > 0 ? _tasks : [changed, .. _tasks];
            await WaitAsync(lowest, room, cancellationToken);
        }
    }

    private async Task<ClaimedJobs> ClaimAsync(int free, int ahead, CancellationToken cancellationToken)
    {
        try
        {
            var claim = NextClaim(free, ahead);
            var claimed = await _db.UseAsync(db => leases.ClaimAsync(db, claim, cancellationToken));
            var count = claimed.Jobs.Count;
            _claims += count > 0 ? 1 : 0;

            // One that filled its slots has left some behind, by all odds.
            _expectsFew = claimed.AreAll || count < claim.Slots;
            tidier.Claimed(count, isQuiet: count < EnoughToGoOn, cancellationToken);
            Start([.. claimed.Jobs.Select(running.Add)], claim.QuickKinds);
            return claimed;
        }
        catch (Exception exception) when (DatabaseOutage.Cause(exception) is not null)
        {
            LogDatabaseDown(logger, exception);
            return new([], AreAll: false);
        }
    }

    private JobClaim NextClaim(int free, int ahead) => new(running.WorkerId, free + ahead, options.Value.Lease)
    {
        Slots = Math.Max(0, free - JobOptions.HighPrioritySlots),
        HighSlots = Math.Min(free, JobOptions.HighPrioritySlots),
        QuickKinds = ahead > 0 ? quick.Kinds : [],
        ExpectsFew = _expectsFew,
        OldestFirstAfter = _claims % OldestFirstEvery == OldestFirstEvery - 1 ? options.Value.StarvesAfter : null,
    };

    private void Start(List<RunningJobs.Entry> entries, IReadOnlyCollection<string> quickKinds)
    {
        foreach (var entry in entries)
        {
            if (quickKinds.Contains(entry.Job.Kind))
            {
                quick.Add(entry);
            }
            else
            {
                _tasks.Add(threads.RunAsync(() => executor.RunAsync(entry)));
            }
        }
    }

    // Until a nudge comes, a slot becomes free, or it is time to look again.
    private async Task WaitAsync(JobPriority lowest, IEnumerable<Task> room, CancellationToken cancellationToken)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var nudged = nudges.WaitAsync(lowest, options.Value.PollInterval, enough.Token);
        await Task.WhenAny([nudged, .. room]);
        await enough.CancelAsync();
        await nudged.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
    }

    private async Task StopAsync()
    {
        var all = Task.WhenAll([quick.EmptyAsync(), .. _tasks]);
        LogStopping(logger, running.All.Count);
        await Task.WhenAny(all, Task.Delay(options.Value.StopGrace, time));
        running.InterruptAll();
        await all;
        await completions.FlushedAsync();
        await tidier.Round;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Worker {WorkerId} takes jobs: {Slots} at a time and {HighSlots} of high priority")]
    private static partial void LogStarted(ILogger logger, string workerId, int slots, int highSlots);

    [LoggerMessage(Level = LogLevel.Information, Message = "Stopping: {Running} jobs may finish within the grace time, then they are handed back")]
    private static partial void LogStopping(ILogger logger, int running);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The database does not answer; claiming goes on when it does")]
    private static partial void LogDatabaseDown(ILogger logger, Exception exception);
}
