using Microsoft.Extensions.Options;
using TicketRag.Core.Jobs;
using TicketRag.Core.Organizations;
using TicketRag.Core.Persistence;

namespace TicketRag.IngestWorker.Jobs;

/// <summary>Writes down what the end of an attempt means for its job: an end, another try, or nothing where the lease was lost. Each returns the outcome's name.</summary>
public sealed partial class AttemptEndings(
    IServiceScopeFactory scopes, JobLeases leases, DeadLetters deadLetters, WritingThread writing, IOptions<JobOptions> options, ILogger<AttemptEndings> logger)
{
    /// <summary>The outcome of an attempt whose job is another worker's by now.</summary>
    public const string LeaseLost = "lease_lost";

    public async Task<string> EndAsync(AppDb db, Job job, JobOutcome outcome)
    {
        db.ChangeTracker.Clear();
        var (ending, store) = outcome switch
        {
            JobOutcome.Completed done => (new JobEnding(JobState.Completed)
            {
                Result = done.Result,
                Message = done.Message,
                ChunksCreated = done.ChunksCreated,
            }, done.Store),
            JobOutcome.Failed failed => (new JobEnding(JobState.Failed) { Error = failed.Error }, failed.Store),
            _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, null),
        };
        await writing.WriteAsync(db.Dialect, async () =>
        {
            await using var write = await db.BeginBackgroundWriteAsync(CancellationToken.None);
            if (!await leases.EndAsync(write, job, ending, store, CancellationToken.None))
            {
                throw new LeaseLostException();
            }

            await write.CommitAsync(CancellationToken.None);
        });

        if (outcome is JobOutcome.Completed { Afterwards: { } afterwards })
        {
            await AfterwardsAsync(job, afterwards);
        }

        return SnakeCaseName.Of(ending.State);
    }

    public async Task AfterwardsAsync(Job job, Func<CancellationToken, Task> afterwards)
    {
        try
        {
            await afterwards(CancellationToken.None);
        }
        catch (Exception exception)
        {
            // The job is complete whatever becomes of this.
            LogAfterwards(logger, exception, job.Id);
        }
    }

    public async Task<string> AbandonedAsync(Job job, StopReason reason) => reason == StopReason.TimedOut
        ? await FailAsync(job, $"Ran past its limit of {options.Value.TimeoutOf(job.Kind).TotalSeconds:0} s and did not stop when asked to")
        : await StoppedAsync(job, reason);

    public async Task<string> StoppedAsync(Job job, StopReason reason)
    {
        switch (reason)
        {
            case StopReason.Cancelled:
                return await CancelAsync(job);
            case StopReason.TimedOut:
                return await FailOrRetryAsync(job, $"Timed out after {options.Value.TimeoutOf(job.Kind).TotalSeconds:0} s");
            case StopReason.Interrupted:
                return await ReturnAsync(job, new(JobReturnReason.Interrupted, TimeSpan.Zero, null, "Handed back by a worker that stopped"));
            default:
                LogLeaseLost(logger, job.Id, job.Kind);
                return LeaseLost;
        }
    }

    public async Task<string> FailOrRetryAsync(Job job, string error)
    {
        if (job.Attempt < options.Value.MaxAttemptsOf(job))
        {
            return await ReturnAsync(job, new(
                JobReturnReason.Retried, NextDelay(job, options.Value.MaxRetryDelayOf(job.Kind)), error, $"Retries after attempt {job.Attempt}"));
        }

        return await FailAsync(job, error);
    }

    public Task<string> FailAsync(Job job, string error) =>
        WriteAloneAsync(job, SnakeCaseName.Of(JobState.Failed), (services, write) => deadLetters.AddAsync(services, write, job, error));

    private Task<string> CancelAsync(Job job) => WriteAloneAsync(
        job, SnakeCaseName.Of(JobState.Cancelled), (services, write) => deadLetters.AddCancelledAsync(services, write, job, "Cancelled while it ran"));

    public Task<string> ReturnAsync(Job job, JobReturn back)
    {
        LogReturned(logger, job.Id, job.Kind, back.Message, back.Delay.TotalSeconds, back.Error);
        return WriteAloneAsync(job, SnakeCaseName.Of(back.Reason), (_, write) => leases.PutBackAsync(write, job, back, CancellationToken.None));
    }

    // In a scope of its own: the handler's may be in the middle of anything.
    private async Task<string> WriteAloneAsync(Job job, string outcome, Func<IServiceProvider, WriteScope, Task<bool>> change)
    {
        await using var scope = NewScope(job);
        await using var write = await scope.ServiceProvider.GetRequiredService<AppDb>().BeginBackgroundWriteAsync(CancellationToken.None);
        if (!await change(scope.ServiceProvider, write))
        {
            LogLeaseLost(logger, job.Id, job.Kind);
            return LeaseLost;
        }

        await write.CommitAsync(CancellationToken.None);
        return outcome;
    }

    public AsyncServiceScope NewScope(Job job)
    {
        var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentOrganization>().Set(job.OrganizationId);
        return scope;
    }

    // By claims and not by attempts: waiting for a dependency backs off, too.
    public TimeSpan NextDelay(Job job, TimeSpan max) => Backoff.Delay(job.Fence, options.Value.RetryDelayOf(job.Kind), max, Random.Shared.NextDouble());

    public static string Describe(Exception exception) => $"{exception.GetType().Name}: {exception.Message}";

    [LoggerMessage(Level = LogLevel.Warning, Message = "Job {JobId} ({Kind}) is another worker's now; what this one did counts for nothing")]
    private static partial void LogLeaseLost(ILogger logger, Guid jobId, string kind);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Job {JobId} ({Kind}): {Message}; again in {DelaySeconds:0.#} s: {Error}")]
    private static partial void LogReturned(ILogger logger, Guid jobId, string kind, string? message, double delaySeconds, string? error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Job {JobId} is complete; tidying up after it is left to reconciliation")]
    private static partial void LogAfterwards(ILogger logger, Exception exception, Guid jobId);
}
