using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using TicketRag.Core.Answers;
using TicketRag.Core.Organizations;
using TicketRag.Core.Persistence;
using TicketRag.Core.Telemetry;

namespace TicketRag.Core.Jobs;

/// <summary>Puts jobs in, within the business transaction, and takes them back. Workers are woken once that has committed.</summary>
public sealed class JobQueue(IJobNudges nudges)
{
    /// <summary>Why the subject of a cancelled job got nothing.</summary>
    public const string CancelledReason = "cancelled";

    /// <returns>
    /// The job's id; where a pending job with the same kind and unique key exists, that one's. The pending row is then locked until the
    /// transaction ends, so that no worker can start it before the change that it should see is committed.
    /// </returns>
    public async Task<Guid> EnqueueAsync(WriteScope write, OrganizationId organization, NewJob job, CancellationToken cancellationToken)
    {
        var dialect = write.Db.Dialect;
        var newId = Guid.CreateVersion7();
        var id = (await write.Db.Database.SqlQueryRaw<Guid>(
            $$"""
            INSERT INTO jobs (id, organization_id, kind, priority, state, run_at, unique_key, args, metadata, attempt, max_attempts,
                interruptions, fence, created_at, processed_items, total_items, chunks_created, traceparent, source)
            VALUES ({0}, {1}, {2}, {3}, 'pending', {{dialect.NowPlus("{4}")}}, {5}, {6}, {7}, 0, {8}, 0, 0, {{dialect.Now}}, 0, {9}, 0, {10}, {11})
            ON CONFLICT (organization_id, kind, unique_key) WHERE state = 'pending' AND unique_key IS NOT NULL
            DO UPDATE SET priority = CASE WHEN excluded.priority < jobs.priority THEN excluded.priority ELSE jobs.priority END
            RETURNING id AS "Value"
            """,
            newId, organization.Value, job.Kind, (int)job.Priority, job.Delay.ToMicroseconds(), job.UniqueKey!, job.Args,
            job.Metadata!, job.MaxAttempts, job.TotalItems, job.Traceparent ?? Activity.Current?.Id!, job.Source!)
            .ToListAsync(cancellationToken)).Single();
        write.AfterCommit(() => nudges.Send(job.Priority));
        if (id == newId)
        {
            write.AfterCommit(() => JobTelemetry.Enqueued(job.Kind));
        }

        return id;
    }

    /// <summary>Stops a job of the scope's organization: a pending one at once, a running one by asking it to.</summary>
    public async Task<Cancellation> CancelAsync(AppDb db, Guid jobId, CancellationToken cancellationToken)
    {
        await using var write = await db.BeginWriteAsync(cancellationToken);
        var now = db.Now;

        // One statement for both states: between two, a job could go from one to the other unseen.
        var changed = await db.Jobs.Where(job => job.Id == jobId && (job.State == JobState.Pending || job.State == JobState.Running))
            .ExecuteUpdateAsync(
                set => set
                    .SetProperty(job => job.CancelRequestedAt, job => job.CancelRequestedAt ?? now)
                    .SetProperty(job => job.EndedAt, job => job.State == JobState.Pending ? now : null)
                    .SetProperty(job => job.Message, job => job.State == JobState.Pending ? "Cancelled before it started" : job.Message)
                    .SetProperty(job => job.State, job => job.State == JobState.Pending ? JobState.Cancelled : JobState.Running),
                cancellationToken);
        var state = await db.Jobs.Where(job => job.Id == jobId).Select(job => (JobState?)job.State).SingleOrDefaultAsync(cancellationToken);
        if (changed == 1 && state == JobState.Cancelled)
        {
            // No handler will tell the ticket that waits for it.
            await db.Solutions.Where(solution => solution.JobId == jobId).ExecuteUpdateAsync(
                set => set
                    .SetProperty(solution => solution.Status, SolutionStatus.Failed)
                    .SetProperty(solution => solution.Reason, CancelledReason)
                    .SetProperty(solution => solution.UpdatedAt, now),
                cancellationToken);
        }

        await write.CommitAsync(cancellationToken);
        return (changed, state) switch
        {
            (_, null) => Cancellation.NotFound,
            (0, _) => Cancellation.TooLate,
            (_, JobState.Running) => Cancellation.Requested,
            _ => Cancellation.Done,
        };
    }
}

public enum Cancellation
{
    NotFound,

    /// <summary>It was pending and is cancelled.</summary>
    Done,

    /// <summary>It is running and was asked to stop.</summary>
    Requested,

    /// <summary>It has ended already.</summary>
    TooLate,
}
