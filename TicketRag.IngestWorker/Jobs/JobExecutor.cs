using System.Diagnostics;
using Microsoft.Extensions.Options;
using TicketRag.Core.Connections;
using TicketRag.Core.Jobs;
using TicketRag.Core.Persistence;
using TicketRag.Core.Telemetry;

namespace TicketRag.IngestWorker.Jobs;

/// <summary>Runs one claimed job: its scope, trace, time limit and handler, and then what the outcome means for the row.</summary>
public sealed partial class JobExecutor(
    JobLeases leases,
    AttemptEndings attempts,
    HandlerTimeLimit limit,
    JobEndings endings,
    JobCompletions completions,
    IOptions<JobOptions> options,
    TimeProvider time,
    ILogger<JobExecutor> logger)
{
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
        if (gathered is null)
        {
            await EndedAsync(attempt, outcome);
            return Task.CompletedTask;
        }

        return await GatherAsync(attempt, gathered);
    }

    private async Task<Task> GatherAsync(Attempt attempt, JobOutcome.Completed done)
    {
        // What follows is little, and done for the whole set where that was written; what may take long goes to a thread of its own.
        var written = new TaskCompletionSource<(CompletionWrite, Exception?)>(
            done.Afterwards is null ? TaskCreationOptions.None : TaskCreationOptions.RunContinuationsAsynchronously);
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
                await (done.Afterwards is { } afterwards ? attempts.AfterwardsAsync(attempt.Job, afterwards) : Task.CompletedTask);
                await EndedAsync(attempt, SnakeCaseName.Of(JobState.Completed));
                break;
            case CompletionWrite.LeaseLost:
                LogLeaseLost(logger, attempt.Job.Id, attempt.Job.Kind);
                await EndedAsync(attempt, AttemptEndings.LeaseLost);
                break;
            case CompletionWrite.Refused when !DatabaseOutage.Is(exception!):
                await EndedAsync(attempt, await OrLeaveAsync(attempt.Job, () => attempts.FailOrRetryAsync(attempt.Job, AttemptEndings.Describe(exception!))));
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
        if (!TicketRagTelemetry.Jobs.HasListeners())
        {
            return null;
        }

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
            var scope = attempts.NewScope(job);
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
                return (await attempts.StoppedAsync(job, before), null);
            }

            if (services.GetKeyedService<IJobHandler>(job.Kind) is not { } handler)
            {
                // A newer worker may know it: retrying gives it the chance.
                LogNoHandler(logger, job.Id, job.Kind);
                return (await attempts.FailOrRetryAsync(job, $"This worker has no handler for jobs of kind '{job.Kind}'"), null);
            }

            var outcome = await limit.HandleAsync(handler, new(job, services, leases), entry);
            return outcome is JobOutcome.Completed { Store: null } done
                ? (SnakeCaseName.Of(JobState.Completed), done)
                : (await attempts.EndAsync(services.GetRequiredService<AppDb>(), job, outcome), null);
        }
        catch (LeaseLostException)
        {
            LogLeaseLost(logger, job.Id, job.Kind);
            return (AttemptEndings.LeaseLost, null);
        }
        catch (OperationCanceledException) when (entry.Reason is { } reason)
        {
            return (await attempts.StoppedAsync(job, reason), null);
        }
        catch (HandlerAbandonedException)
        {
            return (await attempts.AbandonedAsync(job, entry.Reason ?? StopReason.TimedOut), null);
        }
        catch (DependencyUnavailableException down)
        {
            return (await attempts.ReturnAsync(job, new(
                JobReturnReason.Waited, down.RetryAfter ?? attempts.NextDelay(job, options.Value.MaxRetryDelayOf(job.Kind) / 10), down.Message, $"Waits for {down.Dependency}")), null);
        }
        catch (Exception exception) when (!DatabaseOutage.Is(exception))
        {
            // Everything is caught here: whatever a handler throws is that job's failure and no other's.
            LogFailed(logger, exception, job.Id, job.Kind, job.Attempt, options.Value.MaxAttemptsOf(job));
            Activity.Current?.SetStatus(ActivityStatusCode.Error, exception.Message);
            return (exception is PermanentJobException
                ? await attempts.FailAsync(job, exception.Message)
                : await attempts.FailOrRetryAsync(job, AttemptEndings.Describe(exception)), null);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Job {JobId} ({Kind}) failed in attempt {Attempt} of {MaxAttempts}")]
    private static partial void LogFailed(ILogger logger, Exception exception, Guid jobId, string kind, int attempt, int maxAttempts);

    [LoggerMessage(Level = LogLevel.Error, Message = "Job {JobId}: no handler for jobs of kind {Kind} in this worker")]
    private static partial void LogNoHandler(ILogger logger, Guid jobId, string kind);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Job {JobId} ({Kind}) is another worker's now; what this one did counts for nothing")]
    private static partial void LogLeaseLost(ILogger logger, Guid jobId, string kind);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Job {JobId} ({Kind}): what came of it could not be written down; its lease runs out and it starts again")]
    private static partial void LogLeftToRescuer(ILogger logger, Exception exception, Guid jobId, string kind);

    private sealed record Attempt(RunningJobs.Entry Entry, Activity? Activity, long StartedAt)
    {
        public Job Job => Entry.Job;
    }
}
