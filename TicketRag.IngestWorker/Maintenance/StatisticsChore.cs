using TicketRag.Core.Jobs;
using TicketRag.Core.Persistence;
using TicketRag.IngestWorker.Jobs;

namespace TicketRag.IngestWorker.Maintenance;

/// <summary>Keeps the database's statistics up with tables that grow fast, in one process at a time; nothing where the database needs none.</summary>
public sealed partial class StatisticsChore(
    IServiceScopeFactory scopes, MaintenanceLeases maintenance, RunningJobs running, SchemaGate schema, TimeProvider time, ILogger<StatisticsChore> logger,
    IDatabaseStatistics? statistics = null) : BackgroundService
{
    private const string Chore = "statistics";

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (statistics is null)
        {
            return;
        }

        await schema.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await RoundAsync(statistics, stoppingToken);
            }
            catch (Exception exception) when (DatabaseOutage.Cause(exception) is not null)
            {
                LogTrouble(logger, exception);
            }
        }
    }

    private async Task RoundAsync(IDatabaseStatistics known, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        if (await maintenance.TryHoldAsync(db, Chore, running.WorkerId, Interval * 2, cancellationToken)
            && await known.RenewAsync(db, cancellationToken) is { Count: > 0 } grown)
        {
            LogRenewed(logger, string.Join(", ", grown));
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Statistics were gathered anew of tables that have grown: {Tables}")]
    private static partial void LogRenewed(ILogger logger, string tables);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Statistics could not be gathered; they wait for the next round")]
    private static partial void LogTrouble(ILogger logger, Exception exception);
}
