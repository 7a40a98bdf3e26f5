using System.Data.Common;
using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using TicketRag.Core.Persistence;

namespace TicketRag.Core.Jobs;

/// <summary>
/// The worker's side of the job table: claim, renew, end, give back. Every change of a running job names the claim's fence, so a worker
/// that lost its lease changes nothing. Instants are the database's.
/// </summary>
public sealed class JobLeases(IJobStatements statements)
{
    /// <summary>See <see cref="IJobStatements.ClaimAsync"/>.</summary>
    public Task<ClaimedJobs> ClaimAsync(AppDb db, JobClaim claim, CancellationToken cancellationToken) =>
        statements.ClaimAsync(db, claim, cancellationToken);

    /// <summary>See <see cref="IJobStatements.RenewAsync"/>.</summary>
    public Task<IReadOnlyList<HeldLease>> RenewAsync(
        AppDb db, string workerId, IReadOnlyCollection<Job> jobs, TimeSpan lease, CancellationToken cancellationToken) =>
        statements.RenewAsync(db, workerId, jobs, lease, cancellationToken);

    /// <summary>See <see cref="IJobStatements.CompleteAsync"/>; batches that the jobs are part of move on in the same transaction.</summary>
    public async Task<IReadOnlyCollection<Guid>> CompleteAsync(
        AppDb db, IReadOnlyList<JobCompletion> completions, CancellationToken cancellationToken)
    {
        if (!completions.Any(one => one.Job.ParentId is not null))
        {
            return await statements.CompleteAsync(db, completions, cancellationToken);
        }

        await using var write = await db.BeginBackgroundWriteAsync(cancellationToken);
        var done = (await statements.CompleteAsync(db, completions, cancellationToken)).ToHashSet();
        var batches = completions.Where(one => one.Job.ParentId is not null && done.Contains(one.Job.Id)).GroupBy(one => (one.Job.OrganizationId, Id: one.Job.ParentId!.Value));
        foreach (var batch in batches.OrderBy(batch => batch.Key.Id))
        {
            await JobBatches.MoveOnAsync(
                db, batch.Key.OrganizationId, batch.Key.Id, new(batch.Count(), Failed: 0, Cancelled: 0, batch.Sum(one => one.ChunksCreated ?? 0)), cancellationToken);
        }

        await write.CommitAsync(CancellationToken.None);
        return done;
    }

    /// <summary>Notes how far a running job is, within the transaction that stores what it did so far.</summary>
    /// <returns>False when the lease was lost: roll back.</returns>
    public Task<bool> ProgressAsync(WriteScope write, Job job, JobProgress progress, CancellationToken cancellationToken) =>
        ChangeAsync(
            write, job, "processed_items = {2}, total_items = {3}, chunks_created = {4}, message = {5}, stage = coalesce({6}, stage)",
            [progress.ProcessedItems, progress.TotalItems, progress.ChunksCreated, progress.Message!, progress.Stage!], cancellationToken);

    /// <summary>Ends a running job and keeps the attempt, within the transaction that stores its effects.</summary>
    /// <returns>False when the lease was lost: roll back.</returns>
    public Task<bool> EndAsync(WriteScope write, Job job, JobEnding ending, CancellationToken cancellationToken) =>
        EndAsync(write, job, ending, store: null, cancellationToken);

    /// <param name="store">Stores the effects. What it does is done before the batch's row is locked, for which the ends of the other jobs of the batch wait.</param>
    public async Task<bool> EndAsync(WriteScope write, Job job, JobEnding ending, Func<WriteScope, CancellationToken, Task>? store, CancellationToken cancellationToken)
    {
        var ended = await ChangeAsync(
            write, job,
            $$"""
            state = {2}, result = {3}, error = {4}, message = coalesce({5}, message), lease_until = NULL, ended_at = {{write.Db.Dialect.Now}},
            chunks_created = coalesce({6}, chunks_created), processed_items = CASE WHEN {2} = 'completed' THEN total_items ELSE processed_items END, trace_id = {7}
            """,
            [SnakeCaseName.Of(ending.State), ending.Result!, ending.Error!, ending.Message!, (object?)ending.ChunksCreated!, CurrentTraceId!], cancellationToken);
        if (!ended || (ending.State != JobState.Completed && !await KeepAttemptAsync(write, job, SnakeCaseName.Of(ending.State), ending.Error, cancellationToken)))
        {
            return false;
        }

        if (store is not null)
        {
            await store(write, cancellationToken);
            await write.Db.SaveChangesAsync(cancellationToken);
        }

        await MoveBatchOnAsync(write, job, ending.ChunksCreated is { } chunks ? ChildEndings.Of(ending.State, chunks) : null, cancellationToken);
        return true;
    }

    /// <summary>Puts a running job back for later, within <paramref name="write"/>; one that was asked to stop is cancelled instead.</summary>
    /// <returns>False when the lease was lost: roll back.</returns>
    public async Task<bool> PutBackAsync(WriteScope write, Job job, JobReturn back, CancellationToken cancellationToken)
    {
        var (usesAttempt, interruptions) = back.Reason switch
        {
            JobReturnReason.Retried => (0, 0),
            JobReturnReason.Waited => (1, 0),
            JobReturnReason.Interrupted => (1, 0),
            JobReturnReason.Vanished => (1, 1),
            _ => throw new ArgumentOutOfRangeException(nameof(back), back.Reason, null),
        };
        var returned = await ChangeWhileRivalsArriveAsync(
            write, job,
            $$"""
            state = CASE WHEN cancel_requested_at IS NULL THEN 'pending' ELSE 'cancelled' END,
            ended_at = CASE WHEN cancel_requested_at IS NULL THEN NULL ELSE {{write.Db.Dialect.Now}} END,
            run_at = {{write.Db.Dialect.NowPlus("{2}")}}, error = {3}, message = {4}, lease_until = NULL,
            attempt = attempt - {5}, interruptions = interruptions + {6},
            unique_key = CASE WHEN EXISTS (SELECT 1 FROM jobs other WHERE other.organization_id = jobs.organization_id AND other.kind = jobs.kind
                AND other.unique_key = jobs.unique_key AND other.state = 'pending') THEN NULL ELSE unique_key END
            """,
            [back.Delay.ToMicroseconds(), back.Error!, back.Message!, usesAttempt, interruptions], cancellationToken);
        if (!returned || !await KeepAttemptAsync(write, job, SnakeCaseName.Of(back.Reason), back.Error, cancellationToken))
        {
            return false;
        }

        // It has not ended, unless it was asked to stop.
        await MoveBatchOnAsync(write, job, ended: null, cancellationToken);
        return true;
    }

    /// <summary>See <see cref="IJobStatements.RescueAsync"/>.</summary>
    public Task<IReadOnlyList<RescuedJob>> RescueAsync(AppDb db, int limit, int maxInterruptions, CancellationToken cancellationToken) =>
        statements.RescueAsync(db, limit, maxInterruptions, cancellationToken);

    /// <summary>The jobs whose lease ran out: their worker is gone, or stopped in its tracks.</summary>
    public async Task<IReadOnlyList<Job>> ExpiredAsync(AppDb db, int limit, CancellationToken cancellationToken) =>
        // Ordered once more by the ORM, which then names the columns: as it is prepared, the statement must go on when a newer version adds one.
        await db.Jobs.FromSqlRaw(
            $$"""
            SELECT * FROM jobs WHERE lease_until IS NOT NULL AND lease_until < {{db.Dialect.Now}} ORDER BY lease_until LIMIT {0}
            """, limit)
            .IgnoreQueryFilters().AsNoTracking().OrderBy(job => job.LeaseUntil).ToListAsync(cancellationToken);

    /// <summary>
    /// Locks a job that <see cref="ExpiredAsync"/> found, until <paramref name="write"/> ends: its worker can no longer renew the lease.
    /// </summary>
    /// <returns>
    /// False when the worker was heard of meanwhile, the job is another claim's by now, or its row is locked: a worker that stands still in the middle of a
    /// transaction must not hold up the rescue of all others.
    /// </returns>
    public async Task<bool> TakeOverAsync(WriteScope write, Job job, CancellationToken cancellationToken) =>
        await write.Db.Database.ExecuteSqlRawAsync(
            $$"""
            UPDATE jobs SET fence = fence WHERE organization_id = {2} AND id = (SELECT id FROM jobs
                WHERE organization_id = {2} AND id = {0} AND fence = {1} AND state = 'running' AND coalesce(lease_until < {{write.Db.Dialect.Now}}, FALSE)
                {{write.Db.Dialect.SkipLocked}})
            """,
            [job.Id, job.Fence, job.OrganizationId.Value], cancellationToken) == 1;

    /// <summary>Whether jobs have been due for longer than <paramref name="age"/> without a worker having taken them.</summary>
    public async Task<bool> AnyOverdueAsync(AppDb db, TimeSpan age, CancellationToken cancellationToken)
    {
        var overdue = await db.Database.SqlQueryRaw<int>(
            $$"""
            SELECT 1 AS "Value" FROM jobs WHERE state = 'pending' AND run_at <= {{db.Dialect.NowPlus("{0}")}} LIMIT 1
            """, -age.ToMicroseconds())
            .ToListAsync(cancellationToken);
        return overdue.Count > 0;
    }

    private static string? CurrentTraceId => Activity.Current?.TraceId.ToHexString();

    private static async Task<bool> ChangeAsync(WriteScope write, Job job, string assignments, object[] values, CancellationToken cancellationToken) =>
        await write.Db.Database.ExecuteSqlRawAsync(
            $$"""
            UPDATE jobs SET {{assignments}}
            WHERE organization_id = {{Placeholder(values.Length + 3)}} AND id = {0} AND fence = {1} AND worker_id = {{Placeholder(values.Length + 2)}} AND state = 'running'
            """,
            [job.Id, job.Fence, .. values, job.WorkerId!, job.OrganizationId.Value], cancellationToken) == 1;

    private static string Placeholder(int index) => $"{{{index}}}";

    // A rival that is enqueued at this very moment is not seen by the statement, but by the unique index: seen the second time, it has the key.
    private static async Task<bool> ChangeWhileRivalsArriveAsync(
        WriteScope write, Job job, string assignments, object[] values, CancellationToken cancellationToken)
    {
        const string Before = "put_back";
        const string UniqueViolation = "23505";
        if (job.UniqueKey is null)
        {
            return await ChangeAsync(write, job, assignments, values, cancellationToken);
        }

        var transaction = write.Db.Database.CurrentTransaction!;
        await transaction.CreateSavepointAsync(Before, cancellationToken);
        while (true)
        {
            try
            {
                return await ChangeAsync(write, job, assignments, values, cancellationToken);
            }
            catch (DbException exception) when (exception.SqlState == UniqueViolation)
            {
                await transaction.RollbackToSavepointAsync(Before, cancellationToken);
            }
        }
    }

    /// <param name="ended">Null where the row has to say.</param>
    private static async Task MoveBatchOnAsync(WriteScope write, Job job, ChildEndings? ended, CancellationToken cancellationToken)
    {
        if (job.ParentId is { } parent)
        {
            await JobBatches.MoveOnAsync(write.Db, job.OrganizationId, parent, ended ?? await EndingAsync(write, job, cancellationToken), cancellationToken);
        }
    }

    private static async Task<ChildEndings> EndingAsync(WriteScope write, Job job, CancellationToken cancellationToken)
    {
        var now = await write.Db.Jobs.IgnoreQueryFilters().Where(row => row.OrganizationId == job.OrganizationId && row.Id == job.Id)
            .Select(row => new { row.State, row.ChunksCreated }).SingleAsync(cancellationToken);
        return ChildEndings.Of(now.State, now.ChunksCreated);
    }

    private static async Task<bool> KeepAttemptAsync(WriteScope write, Job job, string outcome, string? error, CancellationToken cancellationToken) =>
        await write.Db.Database.ExecuteSqlRawAsync(
            $$"""
            INSERT INTO job_attempts (job_id, fence, outcome, worker_id, started_at, ended_at, error, trace_id)
            SELECT id, fence, CASE WHEN state = 'cancelled' THEN 'cancelled' ELSE {2} END, worker_id, started_at, {{write.Db.Dialect.Now}}, {3}, {4} FROM jobs
            WHERE organization_id = {5} AND id = {0} AND fence = {1}
            """,
            [job.Id, job.Fence, outcome, error!, CurrentTraceId!, job.OrganizationId.Value], cancellationToken) == 1;
}

/// <summary>What <see cref="JobLeases.RenewAsync"/> found.</summary>
public sealed record HeldLease(Guid JobId, int Fence, bool CancelRequested);

/// <summary>How far a job is.</summary>
public sealed record JobProgress(int ProcessedItems, int TotalItems, int ChunksCreated, string? Message)
{
    /// <summary>See <see cref="Job.Stage"/>; null keeps the one that it is at.</summary>
    public string? Stage { get; init; }
}
