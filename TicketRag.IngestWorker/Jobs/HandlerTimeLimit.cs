using Microsoft.Extensions.Options;
using TicketRag.Core.Jobs;

namespace TicketRag.IngestWorker.Jobs;

/// <summary>Runs a handler within its kind's time limit: first its token asks it to stop, then it is left behind.</summary>
public sealed partial class HandlerTimeLimit(
    KindSpeeds speeds, BackgroundThreads threads, IOptions<JobOptions> options, TimeProvider time, ILogger<HandlerTimeLimit> logger)
{
    // One that ignores its token is left behind: its lease is withdrawn, so that whatever it still does can't be stored.
    public async Task<JobOutcome> HandleAsync(IJobHandler handler, JobRun run, RunningJobs.Entry entry)
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
            ? TimedAsync(handler, run, entry.Token)
            : threads.RunAsync(() => TimedAsync(handler, run, entry.Token));

        // Noticed on another thread than theirs, which such handlers may have kept all of.
        if (!handling.IsCompleted && await Task.WhenAny(handling, abandoned.Task).ConfigureAwait(false) != handling)
        {
            LogAbandoned(logger, run.Job.Id, run.Job.Kind, patience.TotalSeconds);
            threads.AddThread();
            entry.LeftBehind = handling.ContinueWith(static late => late.Exception, TaskScheduler.Default);
            return await abandoned.Task;
        }

        return await handling;
    }

    // The handler alone: what a busy machine adds before and behind it says nothing of the kind. Effects take a transaction of their own.
    private async Task<JobOutcome> TimedAsync(IJobHandler handler, JobRun run, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var outcome = await handler.HandleAsync(run, cancellationToken);
        if (outcome is JobOutcome.Completed { Store: null })
        {
            speeds.Note(run.Job.Kind, time.GetElapsedTime(started));
        }
        else
        {
            speeds.NoteEffects(run.Job.Kind);
        }

        return outcome;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Job {JobId} ({Kind}) still runs {Seconds:0} s after it was asked to stop; its lease is withdrawn and it is left behind")]
    private static partial void LogAbandoned(ILogger logger, Guid jobId, string kind, double seconds);
}

internal sealed class HandlerAbandonedException() : Exception("The handler did not stop when it was asked to.");
