using Microsoft.EntityFrameworkCore;
using TicketRag.Core.Documents;
using TicketRag.Core.Documents.Blobs;
using TicketRag.Core.Jobs;
using TicketRag.Core.Persistence;
using TicketRag.Core.Retrieval;
using TicketRag.IngestWorker.Jobs;

namespace TicketRag.IngestWorker.Maintenance;

/// <summary>Sweeps up after documents at start and every hour, in one process at a time.</summary>
internal sealed partial class DocumentChore(
    IServiceScopeFactory scopes, DocumentSweep sweep, IBlobStore blobs, MaintenanceLeases maintenance, RunningJobs running, SchemaGate schema, TimeProvider time,
    ILogger<DocumentChore> logger) : BackgroundService
{
    private const string Chore = "document-sweep";
    private const string Reconciliation = "reconciliation";

    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    // Held by nobody who could renew it, so that it is due once a day whoever is there.
    private static readonly TimeSpan ReconciliationInterval = TimeSpan.FromDays(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await schema.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(Interval, time);
        var isFirst = true;
        do
        {
            try
            {
                await RoundAsync(isFirst, stoppingToken);
                isFirst = false;
            }
            catch (Exception exception) when (exception is IOException || DatabaseOutage.Cause(exception) is not null)
            {
                LogTrouble(logger, exception);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task RoundAsync(bool isFirst, CancellationToken cancellationToken)
    {
        // Without the lease: the folder is this process's own, and the lease may be a killed one's.
        await blobs.DropUnfinishedAsync(cancellationToken);
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        if (await maintenance.TryHoldAsync(db, Chore, running.WorkerId, Interval / 2, cancellationToken)
            && await sweep.RunAsync(cancellationToken) is { IsNothing: false } swept)
        {
            LogSwept(logger, swept.Documents, swept.Embeddings, swept.Blobs);
        }

        // At a start there is enough to do.
        if (!isFirst && await maintenance.TryHoldAsync(db, Reconciliation, $"{running.WorkerId}:{time.GetTimestamp()}", ReconciliationInterval, cancellationToken))
        {
            await ReconcileAsync(db, scope.ServiceProvider.GetRequiredService<JobQueue>(), cancellationToken);
        }
    }

    private static async Task ReconcileAsync(AppDb db, JobQueue jobs, CancellationToken cancellationToken)
    {
        foreach (var organization in await db.Organizations.Select(row => row.Id).ToListAsync(cancellationToken))
        {
            await using var write = await db.BeginBackgroundWriteAsync(cancellationToken);
            await jobs.EnqueueAsync(write, organization, ReconciliationJob.New, cancellationToken);
            await write.CommitAsync(cancellationToken);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Swept up: {Documents} documents that were never taken in, {Embeddings} embeddings and {Blobs} originals that nothing uses")]
    private static partial void LogSwept(ILogger logger, int documents, int embeddings, int blobs);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Documents could not be swept up after; again in an hour")]
    private static partial void LogTrouble(ILogger logger, Exception exception);
}
