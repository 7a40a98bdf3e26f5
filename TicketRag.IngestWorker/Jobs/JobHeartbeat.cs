using Microsoft.Extensions.Options;
using TicketRag.Core.Jobs;
using TicketRag.Core.Persistence;

namespace TicketRag.IngestWorker.Jobs;

/// <summary>Renews the leases of what this worker runs, and so learns what was cancelled or lost.</summary>
public sealed partial class JobHeartbeat(
    IServiceScopeFactory scopes, JobLeases leases, RunningJobs running, IOptions<JobOptions> options, TimeProvider time, ILogger<JobHeartbeat> logger)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.Heartbeat, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await BeatAsync(stoppingToken);
        }
    }

    private async Task BeatAsync(CancellationToken cancellationToken)
    {
        // What was claimed this moment has its lease still, and may be about to end: renewing it would only get in the way of that.
        var entries = running.All.Where(entry => entry.HeldFor >= options.Value.Heartbeat / 2).ToList();
        if (entries.Count == 0)
        {
            return;
        }

        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<AppDb>();
            RunningJobs.Reconcile(entries, await leases.RenewAsync(
                db, running.WorkerId, [.. entries.Select(entry => entry.Job)], options.Value.Lease, cancellationToken));
        }
        catch (Exception exception) when (DatabaseOutage.Cause(exception) is not null)
        {
            // The leases may run out meanwhile; the fence keeps this worker from writing then.
            LogNotRenewed(logger, exception, entries.Count);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The leases of {Count} running jobs could not be renewed")]
    private static partial void LogNotRenewed(ILogger logger, Exception exception, int count);
}
