using System.Data;
using Microsoft.EntityFrameworkCore;
using TicketRag.Core.Jobs;

namespace TicketRag.Core.Persistence.Sqlite;

/// <summary>The job path's statements, each within one write transaction.</summary>
internal sealed class SqliteJobStatements : IJobStatements
{
    public Task<ClaimedJobs> ClaimAsync(AppDb db, JobClaim claim, CancellationToken cancellationToken) =>
        WriteAsync(db, () => SqliteJobClaim.TakeAsync(db, claim, cancellationToken), cancellationToken);

    public Task<IReadOnlyCollection<Guid>> CompleteAsync(
        AppDb db, IReadOnlyList<JobCompletion> completions, CancellationToken cancellationToken) =>
        WriteAsync<IReadOnlyCollection<Guid>>(db, async () =>
        {
            var done = new List<Guid>(completions.Count);
            foreach (var one in completions)
            {
                if (await CompleteAsync(db, one, cancellationToken))
                {
                    done.Add(one.Job.Id);
                }
            }

            return done;
        }, cancellationToken);

    public Task<IReadOnlyList<HeldLease>> RenewAsync(
        AppDb db, string workerId, IReadOnlyCollection<Job> jobs, TimeSpan lease, CancellationToken cancellationToken) =>
        WriteAsync<IReadOnlyList<HeldLease>>(db, async () => await db.Database.SqlQueryRaw<HeldLease>(
            $$"""
            UPDATE jobs SET lease_until = {{db.Dialect.NowPlus("{0}")}}
            WHERE {{db.Dialect.IsIn("id", "{1}")}} AND worker_id = {2} AND state = 'running'
            RETURNING id AS "JobId", fence AS "Fence", cancel_requested_at IS NOT NULL AS "CancelRequested"
            """,
            lease.ToMicroseconds(), db.Dialect.List(jobs.Select(job => job.Id)), workerId)
            .ToListAsync(cancellationToken), cancellationToken);

    public Task<IReadOnlyList<RescuedJob>> RescueAsync(AppDb db, int limit, int maxInterruptions, CancellationToken cancellationToken) =>
        WriteAsync<IReadOnlyList<RescuedJob>>(db, async () =>
        {
            var lost = await db.Database.SqlQueryRaw<Guid>(
                $$"""
                SELECT id AS "Value" FROM jobs
                WHERE lease_until IS NOT NULL AND lease_until < {{db.Dialect.Now}} AND unique_key IS NULL AND cancel_requested_at IS NULL AND interruptions + 1 < {1}
                ORDER BY lease_until LIMIT {0}
                """, limit, maxInterruptions).ToListAsync(cancellationToken);
            await db.Database.ExecuteSqlRawAsync(
                $$"""
                INSERT INTO job_attempts (job_id, fence, outcome, worker_id, started_at, ended_at)
                SELECT id, fence, 'vanished', worker_id, started_at, {{db.Dialect.Now}} FROM jobs WHERE {{db.Dialect.IsIn("id", "{0}")}}
                """, [db.Dialect.List(lost)], cancellationToken);
            return await db.Database.SqlQueryRaw<RescuedJob>(
                $$"""
                UPDATE jobs SET state = 'pending', run_at = {{db.Dialect.Now}}, error = NULL, message = 'Its worker ' || worker_id || ' vanished', lease_until = NULL,
                    attempt = attempt - 1, interruptions = interruptions + 1
                WHERE {{db.Dialect.IsIn("id", "{0}")}}
                RETURNING id AS "Id", kind AS "Kind", priority AS "Priority", worker_id AS "WorkerId", interruptions AS "Interruptions"
                """, db.Dialect.List(lost)).ToListAsync(cancellationToken);
        }, cancellationToken);

    // A row that leaves an index is gone from it at once.
    public Task TidyAsync(AppDb db, CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task InsertAloneAsync(AppDb db, IReadOnlyList<JobInsert> jobs, bool early, Action visible, CancellationToken cancellationToken)
    {
        await using (var write = await db.BeginWriteAsync(cancellationToken))
        {
            await InsertAsync(db, jobs, cancellationToken);
            await write.CommitAsync(cancellationToken);
        }

        visible();
    }

    public Task InsertAsync(AppDb db, IReadOnlyList<JobInsert> jobs, CancellationToken cancellationToken) => InsertInto(db.Dialect).ExecuteAsync(
        db,
        jobs.Select(row => (object?[])
        [
            row.Id, row.Organization.Value, row.Job.Kind, (int)row.Job.Priority, row.Job.Delay.ToMicroseconds(), row.Job.Args, row.Job.Metadata,
            row.Job.MaxAttempts, row.Job.TotalItems, row.Traceparent, row.ParentId, row.Job.Source,
        ]), cancellationToken);

    private static SqlRowStatement InsertInto(SqlDialect dialect) => new(
        $"""
        INSERT INTO jobs (id, organization_id, kind, priority, state, run_at, args, metadata, attempt, max_attempts, interruptions, fence, created_at,
            processed_items, total_items, chunks_created, traceparent, parent_id, children, children_failed, children_cancelled, source)
        VALUES (@id, @organization, @kind, @priority, 'pending', {dialect.NowPlus("@delay")}, @args, @metadata, 0, @attempts, 0, 0, {dialect.Now},
            0, @items, 0, @trace, @parent, 0, 0, 0, @source)
        """,
        new("id", DbType.Guid), new("organization", DbType.Guid), new("kind", DbType.String), new("priority", DbType.Int32), new("delay", DbType.Int64),
        new("args", DbType.String), new("metadata", DbType.String), new("attempts", DbType.Int32), new("items", DbType.Int32), new("trace", DbType.String),
        new("parent", DbType.Guid), new("source", DbType.String));

    private static async Task<bool> CompleteAsync(AppDb db, JobCompletion one, CancellationToken cancellationToken) =>
        await db.Database.ExecuteSqlRawAsync(
            $$"""
            UPDATE jobs SET state = 'completed', result = {2}, error = NULL, message = coalesce({3}, message), lease_until = NULL,
                ended_at = {{db.Dialect.Now}}, chunks_created = coalesce({4}, chunks_created), processed_items = total_items, trace_id = {6}
            WHERE id = {0} AND fence = {1} AND worker_id = {5} AND state = 'running'
            """,
            [one.Job.Id, one.Job.Fence, one.Result, one.Message!, (object?)one.ChunksCreated!, one.Job.WorkerId!, one.TraceId!], cancellationToken) == 1;

    private static async Task<T> WriteAsync<T>(AppDb db, Func<Task<T>> statements, CancellationToken cancellationToken)
    {
        if (db.Database.CurrentTransaction is not null)
        {
            return await statements();
        }

        await using var write = await db.BeginBackgroundWriteAsync(cancellationToken);
        var result = await statements();

        // A commit that is given up half way may have happened: the jobs would run out of their lease with nobody at work.
        await write.CommitAsync(CancellationToken.None);
        return result;
    }
}
