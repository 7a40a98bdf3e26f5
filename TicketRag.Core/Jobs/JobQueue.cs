using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using TicketRag.Core.Answers;
using TicketRag.Core.Organizations;
using TicketRag.Core.Persistence;
using TicketRag.Core.Telemetry;

namespace TicketRag.Core.Jobs;

/// <summary>Puts jobs in, within the business transaction, and takes them back. Workers are woken once that has committed.</summary>
public sealed class JobQueue(IJobStatements statements, IJobNudges nudges)
{
    /// <summary>Why the subject of a cancelled job got nothing.</summary>
    public const string CancelledReason = "cancelled";

    /// <returns>
    /// The job's id; where a pending job with the same kind and unique key exists, that one's. The pending row is then locked until the
    /// transaction ends, so that no worker can start it before the change that it should see is committed.
    /// </returns>
    public async Task<Guid> EnqueueAsync(WriteScope write, OrganizationId organization, NewJob job, CancellationToken cancellationToken) =>
        (await EnqueueSetAsync(write, organization, [job], cancellationToken))[0];

    /// <summary>The same for a few at once, with one statement. No two of them may have the same kind and unique key.</summary>
    public async Task<IReadOnlyList<Guid>> EnqueueSetAsync(
        WriteScope write, OrganizationId organization, IReadOnlyList<NewJob> jobs, CancellationToken cancellationToken)
    {
        Validate(jobs);
        var rows = await EnqueueStatement.Of(write.Db.Dialect, organization, jobs).ExecuteAsync(write.Db, cancellationToken);
        return AnnounceSet(write, jobs, rows);
    }

    /// <summary>The first jobs of a subject that this transaction adds, in one round trip with <paramref name="before"/>, which the database executes first.</summary>
    internal async Task<(T Before, IReadOnlyList<Guid> Ids)> EnqueueForNewAsync<T>(
        WriteScope write, OrganizationId organization, SqlStatement<T> before, IReadOnlyList<NewJob> jobs, CancellationToken cancellationToken)
    {
        Validate(jobs);
        var (first, rows) = await before.ExecuteAsync(EnqueueStatement.OfNewSubject(write.Db.Dialect, organization, jobs), write.Db, cancellationToken);
        return (first, AnnounceSet(write, jobs, rows));
    }

    private static void Validate(IReadOnlyList<NewJob> jobs)
    {
        foreach (var job in jobs)
        {
            job.Validate();
        }
    }

    private IReadOnlyList<Guid> AnnounceSet(WriteScope write, IReadOnlyList<NewJob> jobs, IReadOnlyList<(Guid Id, bool IsNew)> rows)
    {
        write.AfterCommit(() =>
        {
            // One each: a worker with a single slot free would keep the others from one that has more.
            foreach (var (job, row) in jobs.Zip(rows))
            {
                nudges.Send(job.Priority);
                if (row.IsNew)
                {
                    JobTelemetry.Enqueued(job.Kind);
                }
            }
        });
        return [.. rows.Select(row => row.Id)];
    }

    /// <summary>
    /// Puts in many jobs of one organization at once (<c>COPY</c> on Postgres), within the business transaction. Those with a unique key go
    /// in one by one.
    /// </summary>
    /// <returns>Their ids, in their order; where a pending job with the same kind and unique key exists, that one's.</returns>
    /// <exception cref="JobPayloadTooLargeException">One of them carries too much; none was put in.</exception>
    public async Task<IReadOnlyList<Guid>> EnqueueManyAsync(
        WriteScope write, OrganizationId organization, IReadOnlyList<NewJob> jobs, CancellationToken cancellationToken)
    {
        Validate(jobs);
        var traceparent = Activity.Current?.Id;
        var ids = new Guid[jobs.Count];
        var rows = new List<JobInsert>(jobs.Count);
        for (var i = 0; i < ids.Length; i++)
        {
            if (jobs[i].UniqueKey is null)
            {
                rows.Add(new(ids[i] = JobIds.Next(), organization, jobs[i], jobs[i].Traceparent ?? traceparent));
            }
            else
            {
                ids[i] = await EnqueueAsync(write, organization, jobs[i], cancellationToken);
            }
        }

        await statements.InsertAsync(write.Db, rows, cancellationToken);
        write.AfterCommit(() => nudges.Announce([.. rows.Select(row => row.Job)]));
        return ids;
    }

    /// <summary>Stops a job of the scope's organization: a pending one at once, a running one by asking it to.</summary>
    public async Task<Cancellation> CancelAsync(AppDb db, Guid jobId, CancellationToken cancellationToken)
    {
        await using var write = await db.BeginWriteAsync(cancellationToken);
        var now = db.Now;

        var (changed, state) = await CancelRowAsync(db, jobId, now, cancellationToken);
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

    private static async Task<(int Changed, JobState? State)> CancelRowAsync(AppDb db, Guid jobId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // Children before the batch, as everywhere. One statement for both states: between two, a job could go from one to the other unseen.
        var children = await CancelAsync(db.Jobs.Where(job => job.ParentId == jobId), now, cancellationToken);
        var changed = await CancelAsync(db.Jobs.Where(job => job.Id == jobId), now, cancellationToken);
        if (children > 0)
        {
            var cancelled = await db.Jobs.CountAsync(job => job.ParentId == jobId && job.State == JobState.Cancelled, cancellationToken);
            var known = await db.Jobs.Where(job => job.Id == jobId).Select(job => job.ChildrenCancelled).SingleAsync(cancellationToken);
            await JobBatches.MoveOnAsync(db, db.RequiredOrganization, jobId, new(0, 0, cancelled - known, 0), cancellationToken);
        }

        var job = await db.Jobs.Where(job => job.Id == jobId).Select(job => new { job.State, job.ParentId }).SingleOrDefaultAsync(cancellationToken);
        if (changed == 1 && job is { State: JobState.Cancelled, ParentId: { } parent })
        {
            await JobBatches.MoveOnAsync(db, db.RequiredOrganization, parent, ChildEndings.Of(JobState.Cancelled, 0), cancellationToken);
        }

        return (changed, job?.State);
    }

    private static Task<int> CancelAsync(IQueryable<Job> jobs, DateTimeOffset now, CancellationToken cancellationToken) =>
        jobs.Where(job => job.State == JobState.Pending || job.State == JobState.Running).ExecuteUpdateAsync(
            set => set
                .SetProperty(job => job.CancelRequestedAt, job => job.CancelRequestedAt ?? now)
                .SetProperty(job => job.EndedAt, job => job.State == JobState.Pending ? now : null)
                .SetProperty(job => job.Message, job => job.State == JobState.Pending ? "Cancelled before it started" : job.Message)
                .SetProperty(job => job.State, job => job.State == JobState.Pending ? JobState.Cancelled : JobState.Running),
            cancellationToken);
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
