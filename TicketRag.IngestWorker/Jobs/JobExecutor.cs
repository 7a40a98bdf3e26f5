using System.Diagnostics;
using Microsoft.Extensions.Options;
using TicketRag.Core.Connections;
using TicketRag.Core.Jobs;
using TicketRag.Core.Organizations;
using TicketRag.Core.Persistence;
using TicketRag.Core.Telemetry;

namespace TicketRag.IngestWorker.Jobs;

/// <summary>Runs one claimed job: its scope, trace, time limit and handler, and then what the outcome means for the row.</summary>
public sealed partial class JobExecutor(
    IServiceScopeFactory scopes,
    JobLeases leases,
    JobEndings endings,
    DeadLetters deadLetters,
    IOptions<JobOptions> options,
    TimeProvider time,
    ILogger<JobExecutor> logger)
{
    private const string LeaseLost = "lease_lost";

    /// <summary>Never throws: what can't be written down is left to the rescuer.</summary>
    public async Task ExecuteAsync(RunningJobs.Entry entry)
    {
        await using var held = entry;
        var job = entry.Job;
        using var activity = StartActivity(job);
        using var timeout = time.CreateTimer(_ => entry.Stop(StopReason.TimedOut), null, options.Value.TimeoutOf(job.Kind), Timeout.InfiniteTimeSpan);
        JobTelemetry.Started(job);
        var started = time.GetTimestamp();
        var outcome = await RunOrLeaveAsync(job, entry);
        activity?.SetTag("ticketrag.job.outcome", outcome);
        JobTelemetry.Ended(job.Kind, outcome, time.GetElapsedTime(started));
        endings.Signal(job.Id);
    }

    private static Activity? StartActivity(Job job)
    {
        ActivityContext.TryParse(job.Traceparent, null, isRemote: true, out var parent);
        return TicketRagTelemetry.Jobs.StartActivity($"run {job.Kind}", ActivityKind.Consumer, parent,
            [new("ticketrag.job.id", job.Id), new("ticketrag.job.kind", job.Kind), new("ticketrag.job.attempt", job.Attempt),
             new("ticketrag.organization.id", job.OrganizationId.Value)]);
    }

    private async Task<string> RunOrLeaveAsync(Job job, RunningJobs.Entry entry)
    {
        try
        {
            await using var scope = NewScope(job);
            return await RunAsync(scope.ServiceProvider, job, entry);
        }
        catch (Exception exception)
        {
            // Nothing can be written down just now. The lease runs out, and the rescuer gives the job to whoever is there then.
            LogLeftToRescuer(logger, exception, job.Id, job.Kind);
            return "interrupted";
        }
    }

    private async Task<string> RunAsync(IServiceProvider services, Job job, RunningJobs.Entry entry)
    {
        var db = services.GetRequiredService<AppDb>();
        try
        {
            if (services.GetKeyedService<IJobHandler>(job.Kind) is not { } handler)
            {
                // A newer worker may know it: retrying gives it the chance.
                LogNoHandler(logger, job.Id, job.Kind);
                return await FailOrRetryAsync(job, $"This worker has no handler for jobs of kind '{job.Kind}'");
            }

            var outcome = await handler.HandleAsync(new(job, db, leases), entry.Token);
            return await EndAsync(db, job, outcome);
        }
        catch (LeaseLostException)
        {
            LogLeaseLost(logger, job.Id, job.Kind);
            return LeaseLost;
        }
        catch (OperationCanceledException) when (entry.Reason is { } reason)
        {
            return await StoppedAsync(job, reason);
        }
        catch (DependencyUnavailableException down)
        {
            return await ReturnAsync(job, new(
                JobReturnReason.Waited, down.RetryAfter ?? NextDelay(job, options.Value.MaxRetryDelay / 10), down.Message, $"Waits for {down.Dependency}"));
        }
        catch (Exception exception) when (!DatabaseOutage.Is(exception))
        {
            // Everything is caught here: whatever a handler throws is that job's failure and no other's.
            LogFailed(logger, exception, job.Id, job.Kind, job.Attempt, job.MaxAttempts);
            Activity.Current?.SetStatus(ActivityStatusCode.Error, exception.Message);
            return await FailOrRetryAsync(job, Describe(exception));
        }
    }

    private async Task<string> EndAsync(AppDb db, Job job, JobOutcome outcome)
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
        await using (var write = await db.BeginWriteAsync(CancellationToken.None))
        {
            if (!await leases.EndAsync(write, job, ending, CancellationToken.None))
            {
                throw new LeaseLostException();
            }

            if (store is not null)
            {
                await store(write, CancellationToken.None);
            }

            await write.CommitAsync(CancellationToken.None);
        }

        if (outcome is JobOutcome.Completed { Afterwards: { } afterwards })
        {
            await AfterwardsAsync(job, afterwards);
        }

        return SnakeCaseName.Of(ending.State);
    }

    private async Task AfterwardsAsync(Job job, Func<CancellationToken, Task> afterwards)
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

    private async Task<string> StoppedAsync(Job job, StopReason reason)
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

    private async Task<string> FailOrRetryAsync(Job job, string error)
    {
        if (job.Attempt < job.MaxAttempts)
        {
            return await ReturnAsync(job, new(
                JobReturnReason.Retried, NextDelay(job, options.Value.MaxRetryDelay), error, $"Retries after attempt {job.Attempt}"));
        }

        return await WriteAloneAsync(job, SnakeCaseName.Of(JobState.Failed), (services, write) => deadLetters.AddAsync(services, write, job, error));
    }

    private Task<string> CancelAsync(Job job) => WriteAloneAsync(job, SnakeCaseName.Of(JobState.Cancelled), (_, write) =>
        leases.EndAsync(write, job, new(JobState.Cancelled) { Message = "Cancelled while it ran" }, CancellationToken.None));

    private Task<string> ReturnAsync(Job job, JobReturn back)
    {
        LogReturned(logger, job.Id, job.Kind, back.Message, back.Delay.TotalSeconds, back.Error);
        return WriteAloneAsync(job, SnakeCaseName.Of(back.Reason), (_, write) => leases.PutBackAsync(write, job, back, CancellationToken.None));
    }

    // In a scope of its own: the handler's may be in the middle of anything.
    private async Task<string> WriteAloneAsync(Job job, string outcome, Func<IServiceProvider, WriteScope, Task<bool>> change)
    {
        await using var scope = NewScope(job);
        await using var write = await scope.ServiceProvider.GetRequiredService<AppDb>().BeginWriteAsync(CancellationToken.None);
        if (!await change(scope.ServiceProvider, write))
        {
            LogLeaseLost(logger, job.Id, job.Kind);
            return LeaseLost;
        }

        await write.CommitAsync(CancellationToken.None);
        return outcome;
    }

    private AsyncServiceScope NewScope(Job job)
    {
        var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentOrganization>().Set(job.OrganizationId);
        return scope;
    }

    // By claims and not by attempts: waiting for a dependency backs off, too.
    private TimeSpan NextDelay(Job job, TimeSpan max) => Backoff.Delay(job.Fence, options.Value.RetryDelay, max, Random.Shared.NextDouble());

    private static string Describe(Exception exception) => $"{exception.GetType().Name}: {exception.Message}";

    [LoggerMessage(Level = LogLevel.Error, Message = "Job {JobId} ({Kind}) failed in attempt {Attempt} of {MaxAttempts}")]
    private static partial void LogFailed(ILogger logger, Exception exception, Guid jobId, string kind, int attempt, int maxAttempts);

    [LoggerMessage(Level = LogLevel.Error, Message = "Job {JobId}: no handler for jobs of kind {Kind} in this worker")]
    private static partial void LogNoHandler(ILogger logger, Guid jobId, string kind);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Job {JobId} ({Kind}) is another worker's now; what this one did counts for nothing")]
    private static partial void LogLeaseLost(ILogger logger, Guid jobId, string kind);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Job {JobId} ({Kind}): {Message}; again in {DelaySeconds:0.#} s: {Error}")]
    private static partial void LogReturned(ILogger logger, Guid jobId, string kind, string? message, double delaySeconds, string? error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Job {JobId} ({Kind}): what came of it could not be written down; its lease runs out and it starts again")]
    private static partial void LogLeftToRescuer(ILogger logger, Exception exception, Guid jobId, string kind);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Job {JobId} is complete; tidying up after it is left to reconciliation")]
    private static partial void LogAfterwards(ILogger logger, Exception exception, Guid jobId);
}
