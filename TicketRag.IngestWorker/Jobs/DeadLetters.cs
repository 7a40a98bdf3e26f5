using Microsoft.EntityFrameworkCore;
using TicketRag.Core.Jobs;
using TicketRag.Core.Persistence;

namespace TicketRag.IngestWorker.Jobs;

/// <summary>Where jobs end that failed for good.</summary>
public sealed partial class DeadLetters(JobLeases leases, ILogger<DeadLetters> logger)
{
    private const string Ended = "ended";

    /// <summary>Ends the job as failed and has its handler tell the job's subject, both within <paramref name="write"/>.</summary>
    /// <param name="services">The job's scope, to which <paramref name="write"/> belongs.</param>
    /// <returns>False when the lease was lost: roll back.</returns>
    public async Task<bool> AddAsync(IServiceProvider services, WriteScope write, Job job, string error)
    {
        if (!await leases.EndAsync(write, job, new(JobState.Failed) { Error = error }, CancellationToken.None))
        {
            return false;
        }

        var transaction = write.Db.Database.CurrentTransaction!;
        await transaction.CreateSavepointAsync(Ended);
        try
        {
            if (services.GetKeyedService<IJobHandler>(job.Kind) is { } handler)
            {
                await handler.FailedAsync(write, job, error, CancellationToken.None);
                await write.Db.SaveChangesAsync();
            }
        }
        catch (Exception exception) when (!DatabaseOutage.Is(exception))
        {
            // Whatever a handler throws here, too: a job whose subject can't be told would be rescued and fail for ever.
            write.Db.ChangeTracker.Clear();
            await transaction.RollbackToSavepointAsync(Ended);
            LogUntold(logger, exception, job.Id, job.Kind);
        }

        return true;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Job {JobId} ({Kind}) has failed, and its subject could not be told")]
    private static partial void LogUntold(ILogger logger, Exception exception, Guid jobId, string kind);
}
