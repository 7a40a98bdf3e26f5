using TicketRag.Core.Documents;
using TicketRag.Core.Jobs;
using TicketRag.Core.Persistence;
using TicketRag.IngestWorker.Jobs;

namespace TicketRag.IngestWorker.Maintenance;

/// <summary>Sweeps up after documents at start and every hour, in one process at a time.</summary>
internal sealed partial class DocumentChore(
    IServiceScopeFactory scopes, DocumentSweep sweep, MaintenanceLeases maintenance, RunningJobs running, SchemaGate schema, TimeProvider time,
    ILogger<DocumentChore> logger) : BackgroundService
{
    private const string Chore = "document-sweep";

    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

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
            catch (Exception exception) when (exception is IOException || DatabaseOutage.Cause(exception) is not null)
            {
                LogTrouble(logger, exception);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task RoundAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        if (await maintenance.TryHoldAsync(db, Chore, running.WorkerId, Interval / 2, cancellationToken)
            && await sweep.RunAsync(cancellationToken) is { IsNothing: false } swept)
        {
            LogSwept(logger, swept.Documents, swept.Embeddings, swept.Blobs);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Swept up: {Documents} documents that were never taken in, {Embeddings} embeddings and {Blobs} originals that nothing uses")]
    private static partial void LogSwept(ILogger logger, int documents, int embeddings, int blobs);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Documents could not be swept up after; again in an hour")]
    private static partial void LogTrouble(ILogger logger, Exception exception);
}
