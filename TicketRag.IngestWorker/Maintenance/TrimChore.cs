using TicketRag.Core.Jobs;
using TicketRag.Core.Persistence;
using TicketRag.IngestWorker.Jobs;

namespace TicketRag.IngestWorker.Maintenance;

/// <summary>Deletes what jobs leave behind, once a minute and in one process at a time.</summary>
internal sealed partial class TrimChore(
    IServiceScopeFactory scopes, JobLeftovers leftovers, MaintenanceLeases maintenance, RunningJobs running, SchemaGate schema, TimeProvider time,
    ILogger<TrimChore> logger) : BackgroundService
{
    private const string Chore = "job-trim";

    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await schema.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await RoundAsync(stoppingToken);
            }
            catch (Exception exception) when (DatabaseOutage.Cause(exception) is not null)
            {
                LogDatabaseDown(logger, exception);
            }
        }
    }

    private async Task RoundAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        if (await maintenance.TryHoldAsync(db, Chore, running.WorkerId, Interval * 2, cancellationToken))
        {
            await leftovers.TrimAsync(db, cancellationToken);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The database does not answer; old entries are deleted next time")]
    private static partial void LogDatabaseDown(ILogger logger, Exception exception);
}
