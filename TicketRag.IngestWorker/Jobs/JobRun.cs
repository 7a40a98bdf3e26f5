using System.Text.Json;
using TicketRag.Core.Jobs;
using TicketRag.Core.Persistence;

namespace TicketRag.IngestWorker.Jobs;

/// <summary>A job in the hands of its handler.</summary>
public sealed class JobRun(Job job, IServiceProvider services, JobLeases leases)
{
    public Job Job { get; } = job;

    public bool IsLastAttempt => Job.Attempt >= Job.MaxAttempts;

    /// <exception cref="PermanentJobException">They can't be read, and never will be.</exception>
    public T Args<T>()
    {
        try
        {
            return JobArgs.Read<T>(Job.Args);
        }
        catch (JsonException exception)
        {
            throw new PermanentJobException($"The job's arguments can't be read: {exception.Message}", exception);
        }
    }

    /// <summary>Notes progress and, in the same transaction, stores what was done so far.</summary>
    /// <exception cref="LeaseLostException">Another worker has the job now; nothing was stored.</exception>
    public async Task CheckpointAsync(JobProgress progress, Func<WriteScope, CancellationToken, Task>? store, CancellationToken cancellationToken)
    {
        var db = services.GetRequiredService<AppDb>();
        await using var write = await (store is null ? db.BeginNoteAsync(cancellationToken) : db.BeginBackgroundWriteAsync(cancellationToken));
        if (!await leases.ProgressAsync(write, Job, progress, cancellationToken))
        {
            throw new LeaseLostException();
        }

        if (store is not null)
        {
            await store(write, cancellationToken);
        }

        await write.CommitAsync(cancellationToken);
    }
}

/// <summary>The job is no longer this worker's to write.</summary>
public sealed class LeaseLostException() : OperationCanceledException("The lease was lost: the job belongs to another worker now.");

/// <summary>Trying again would not help: the job fails at once, whatever attempts it has left.</summary>
public class PermanentJobException(string message, Exception? inner = null) : Exception(message, inner);
