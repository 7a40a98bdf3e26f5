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
    JobCompletions completions,
    KindSpeeds speeds,
    IOptions<JobOptions> options,
    TimeProvider time,
    ILogger<JobExecutor> logger)
{
    private const string LeaseLost = "lease_lost";
    private const string LeftToRescuer = "interrupted";

    /// <summary>Runs the job to whatever end this attempt has. Never throws: what can't be written down is left to the rescuer.</summary>
    public async Task ExecuteAsync(RunningJobs.Entry entry) => await await RunAsync(entry);

    /// <summary>
    /// The same, but ends once the handler has nothing more to do and its place may be taken; the task that it returns ends when everything
    /// is written down.
    /// </summary>
    public async Task<Task> RunAsync(RunningJobs.Entry entry)
    {
        var job = entry.Job;
        var attempt = new Attempt(entry, StartActivity(job), time.GetTimestamp());
        JobTelemetry.Started(job);
        var (outcome, gathered) = await RunOrLeaveAsync(job, entry);
        speeds.Note(job.Kind, time.GetElapsedTime(attempt.StartedAt));
        if (gathered is null)
        {
            await EndedAsync(attempt, outcome);
            return Task.CompletedTask;
        }

        return await GatherAsync(attempt, gathered);
    }

    private async Task<Task> GatherAsync(Attempt attempt, JobOutcome.Completed done)
    {
        var written = new TaskCompletionSource<(CompletionWrite, Exception?)>(TaskCreationOptions.RunContinuationsAsynchronously);
        var traceId = attempt.Activity?.TraceId.ToHexString();
        await completions.AddAsync(new(
            new(attempt.Job, done.Result, done.Message, done.ChunksCreated, traceId), (write, exception) => written.TrySetResult((write, exception))));
        return WrittenAsync(attempt, done, written.Task);
    }

    private async Task WrittenAsync(Attempt attempt, JobOutcome.Completed done, Task<(CompletionWrite Write, Exception? Exception)> written)
    {
        var (write, exception) = await written;
        switch (write)
        {
            case CompletionWrite.Written:
                await (done.Afterwards is { } afterwards ? AfterwardsAsync(attempt.Job, afterwards) : Task.CompletedTask);
                await EndedAsync(attempt, SnakeCaseName.Of(JobState.Completed));
                break;
            case CompletionWrite.LeaseLost:
                LogLeaseLost(logger, attempt.Job.Id, attempt.Job.Kind);
                await EndedAsync(attempt, LeaseLost);
                break;
            case CompletionWrite.Refused when !DatabaseOutage.Is(exception!):
                await EndedAsync(attempt, await OrLeaveAsync(attempt.Job, () => FailOrRetryAsync(attempt.Job, Describe(exception!))));
                break;
            default:
                LogLeftToRescuer(logger, exception!, attempt.Job.Id, attempt.Job.Kind);
                await EndedAsync(attempt, LeftToRescuer);
                break;
        }
    }

    private async Task EndedAsync(Attempt attempt, string outcome)
    {
        attempt.Activity?.SetTag("ticketrag.job.outcome", outcome);
        attempt.Activity?.Dispose();
        JobTelemetry.Ended(attempt.Job.Kind, outcome, time.GetElapsedTime(attempt.StartedAt));
        await attempt.Entry.DisposeAsync();
        endings.Signal(attempt.Job.Id);
    }

    private static Activity? StartActivity(Job job)
    {
        ActivityContext.TryParse(job.Traceparent, null, isRemote: true, out var parent);
        return TicketRagTelemetry.Jobs.StartActivity($"run {job.Kind}", ActivityKind.Consumer, parent,
            [new("ticketrag.job.id", job.Id), new("ticketrag.job.kind", job.Kind), new("ticketrag.job.attempt", job.Attempt),
             new("ticketrag.organization.id", job.OrganizationId.Value)]);
    }

    private async Task<(string Outcome, JobOutcome.Completed? Gathered)> RunOrLeaveAsync(Job job, RunningJobs.Entry entry)
    {
        JobOutcome.Completed? gathered = null;
        var outcome = await OrLeaveAsync(job, async () =>
        {
            var scope = NewScope(job);
            try
            {
                var (outcome, done) = await RunAsync(scope.ServiceProvider, job, entry);
                gathered = done;
                return outcome;
            }
            finally
            {
                // One that was left behind still uses what it was given.
                await (entry.LeftBehind is null ? scope.DisposeAsync() : ValueTask.CompletedTask);
                _ = entry.LeftBehind?.ContinueWith(_ => scope.DisposeAsync().AsTask(), TaskScheduler.Default);
            }
        });
        return (outcome, gathered);
    }

    private async Task<string> OrLeaveAsync(Job job, Func<Task<string>> run)
    {
        try
        {
            return await run();
        }
        catch (Exception exception)
        {
            // Nothing can be written down just now. The lease runs out, and the rescuer gives the job to whoever is there then.
            LogLeftToRescuer(logger, exception, job.Id, job.Kind);
            return LeftToRescuer;
        }
    }

    private async Task<(string Outcome, JobOutcome.Completed? Gathered)> RunAsync(IServiceProvider services, Job job, RunningJobs.Entry entry)
    {
        try
        {
            if (entry.Reason is { } before)
            {
                // It was told to stop while it waited for its turn.
                return (await StoppedAsync(job, before), null);
            }

            if (services.GetKeyedService<IJobHandler>(job.Kind) is not { } handler)
            {
                // A newer worker may know it: retrying gives it the chance.
                LogNoHandler(logger, job.Id, job.Kind);
                return (await FailOrRetryAsync(job, $"This worker has no handler for jobs of kind '{job.Kind}'"), null);
            }

            var outcome = await HandleAsync(handler, new(job, services, leases), entry);
            return outcome is JobOutcome.Completed { Store: null } done
                ? (SnakeCaseName.Of(JobState.Completed), done)
                : (await EndAsync(services.GetRequiredService<AppDb>(), job, outcome), null);
        }
        catch (LeaseLostException)
        {
            LogLeaseLost(logger, job.Id, job.Kind);
            return (LeaseLost, null);
        }
        catch (OperationCanceledException) when (entry.Reason is { } reason)
        {
            return (await StoppedAsync(job, reason), null);
        }
        catch (HandlerAbandonedException)
        {
            return (await AbandonedAsync(job, entry.Reason ?? StopReason.TimedOut), null);
        }
        catch (DependencyUnavailableException down)
        {
            return (await ReturnAsync(job, new(
                JobReturnReason.Waited, down.RetryAfter ?? NextDelay(job, options.Value.MaxRetryDelayOf(job.Kind) / 10), down.Message, $"Waits for {down.Dependency}")), null);
        }
        catch (Exception exception) when (!DatabaseOutage.Is(exception))
        {
            // Everything is caught here: whatever a handler throws is that job's failure and no other's.
            LogFailed(logger, exception, job.Id, job.Kind, job.Attempt, options.Value.MaxAttemptsOf(job));
            Activity.Current?.SetStatus(ActivityStatusCode.Error, exception.Message);
            return (exception is PermanentJobException
                ? await FailAsync(job, exception.Message)
                : await FailOrRetryAsync(job, Describe(exception)), null);
        }
    }

    // One that ignores its token is left behind: its lease is withdrawn, so that whatever it still does can't be stored.
    private async Task<JobOutcome> HandleAsync(IJobHandler handler, JobRun run, RunningJobs.Entry entry)
    {
        var abandoned = new TaskCompletionSource<JobOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        var patience = options.Value.AbandonAfterOf(run.Job.Kind);
        using var timer = time.CreateTimer(
            _ =>
            {
                if (entry.Reason is null)
                {
                    entry.Stop(StopReason.TimedOut);
                }
                else
                {
                    abandoned.TrySetException(new HandlerAbandonedException());
                }
            }, null, options.Value.TimeoutOf(run.Job.Kind), patience);
        await using var stop = entry.Token.UnsafeRegister(_ => timer.Change(patience, patience), null);
        var handling = speeds.IsQuick(run.Job.Kind)
            ? handler.HandleAsync(run, entry.Token)
            : Task.Run(() => handler.HandleAsync(run, entry.Token), CancellationToken.None);
        if (!handling.IsCompleted && await Task.WhenAny(handling, abandoned.Task) != handling)
        {
            LogAbandoned(logger, run.Job.Id, run.Job.Kind, patience.TotalSeconds);
            entry.LeftBehind = handling.ContinueWith(static late => late.Exception, TaskScheduler.Default);
            return await abandoned.Task;
        }

        return await handling;
    }

    private async Task<string> AbandonedAsync(Job job, StopReason reason) => reason == StopReason.TimedOut
        ? await FailAsync(job, $"Ran past its limit of {options.Value.TimeoutOf(job.Kind).TotalSeconds:0} s and did not stop when asked to")
        : await StoppedAsync(job, reason);

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
        await using (var write = await db.BeginBackgroundWriteAsync(CancellationToken.None))
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
        if (job.Attempt < options.Value.MaxAttemptsOf(job))
        {
            return await ReturnAsync(job, new(
                JobReturnReason.Retried, NextDelay(job, options.Value.MaxRetryDelayOf(job.Kind)), error, $"Retries after attempt {job.Attempt}"));
        }

        return await FailAsync(job, error);
    }

    private Task<string> FailAsync(Job job, string error) =>
        WriteAloneAsync(job, SnakeCaseName.Of(JobState.Failed), (services, write) => deadLetters.AddAsync(services, write, job, error));

    private Task<string> CancelAsync(Job job) => WriteAloneAsync(
        job, SnakeCaseName.Of(JobState.Cancelled), (services, write) => deadLetters.AddCancelledAsync(services, write, job, "Cancelled while it ran"));

    private Task<string> ReturnAsync(Job job, JobReturn back)
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

    private AsyncServiceScope NewScope(Job job)
    {
        var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentOrganization>().Set(job.OrganizationId);
        return scope;
    }

    // By claims and not by attempts: waiting for a dependency backs off, too.
    private TimeSpan NextDelay(Job job, TimeSpan max) => Backoff.Delay(job.Fence, options.Value.RetryDelayOf(job.Kind), max, Random.Shared.NextDouble());

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

    [LoggerMessage(Level = LogLevel.Error, Message = "Job {JobId} ({Kind}) still runs {Seconds:0} s after it was asked to stop; its lease is withdrawn and it is left behind")]
    private static partial void LogAbandoned(ILogger logger, Guid jobId, string kind, double seconds);

    private sealed record Attempt(RunningJobs.Entry Entry, Activity? Activity, long StartedAt)
    {
        public Job Job => Entry.Job;
    }

    private sealed class HandlerAbandonedException() : Exception("The handler did not stop when it was asked to.");
}
