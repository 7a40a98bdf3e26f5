using TicketRag.Core.Jobs;
using TicketRag.Core.Persistence;
using TicketRag.Core.Telemetry;
using TicketRag.IngestWorker.Jobs;

namespace TicketRag.IngestWorker.Maintenance;

/// <summary>Measures the queue for the metrics, in one process at a time.</summary>
internal sealed partial class MeasuringChore(
    IServiceScopeFactory scopes, JobGauges gauges, MaintenanceLeases maintenance, RunningJobs running, SchemaGate schema, TimeProvider time,
    ILogger<MeasuringChore> logger) : BackgroundService
{
    private const string Chore = "job-metrics";

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await schema.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            try
            {
                await RoundAsync(stoppingToken);
            }
            catch (Exception exception) when (DatabaseOutage.Cause(exception) is not null)
            {
                gauges.Rest();
                LogDatabaseDown(logger, exception);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task RoundAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        if (await maintenance.TryHoldAsync(db, Chore, running.WorkerId, Interval * 2, cancellationToken))
        {
            await gauges.MeasureAsync(db, cancellationToken);
        }
        else
        {
            gauges.Rest();
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The database does not answer; the queue is not measured meanwhile")]
    private static partial void LogDatabaseDown(ILogger logger, Exception exception);
}
