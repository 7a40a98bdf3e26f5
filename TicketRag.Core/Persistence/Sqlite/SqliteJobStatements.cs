using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using TicketRag.Core.Jobs;

namespace TicketRag.Core.Persistence.Sqlite;

/// <summary>
/// The same choice as on Postgres, as a few index look-ups within one write transaction: SQLite has no lateral joins, and a window over
/// all that is pending would cost more with every job that waits.
/// </summary>
internal sealed class SqliteJobStatements : IJobStatements
{
    public Task<IReadOnlyList<Job>> ClaimAsync(AppDb db, JobClaim claim, CancellationToken cancellationToken) =>
        WriteAsync(db, () => PickAndTakeAsync(db, claim, cancellationToken), cancellationToken);

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

    public async Task InsertAsync(AppDb db, IReadOnlyList<JobInsert> jobs, CancellationToken cancellationToken)
    {
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.Transaction = db.Database.CurrentTransaction!.GetDbTransaction();
        command.CommandText =
            $"""
            INSERT INTO jobs (id, organization_id, kind, priority, state, run_at, args, metadata, attempt, max_attempts, interruptions, fence, created_at,
                processed_items, total_items, chunks_created, traceparent, parent_id, children, children_failed, children_cancelled, source)
            VALUES ($id, $organization, $kind, $priority, 'pending', {db.Dialect.NowPlus("$delay")}, $args, $metadata, 0, $attempts, 0, 0, {db.Dialect.Now},
                0, $items, 0, $trace, $parent, 0, 0, 0, $source)
            """;
        var parameters = new[] { "$id", "$organization", "$kind", "$priority", "$delay", "$args", "$metadata", "$attempts", "$items", "$trace", "$parent", "$source" }
            .Select(name => Add(command, name)).ToArray();
        foreach (var row in jobs)
        {
            object?[] values =
            [
                row.Id, row.Organization.Value, row.Job.Kind, (int)row.Job.Priority, row.Job.Delay.ToMicroseconds(), row.Job.Args, row.Job.Metadata,
                row.Job.MaxAttempts, row.Job.TotalItems, row.Traceparent, row.ParentId, row.Job.Source,
            ];
            for (var i = 0; i < values.Length; i++)
            {
                parameters[i].Value = values[i] ?? DBNull.Value;
            }

            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        static DbParameter Add(DbCommand command, string name)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = name;
            command.Parameters.Add(parameter);
            return parameter;
        }
    }

    private static async Task<IReadOnlyList<Job>> PickAndTakeAsync(AppDb db, JobClaim claim, CancellationToken cancellationToken)
    {
        var due = await DueAsync(db, claim, cancellationToken);
        if (due.Count == 0)
        {
            return [];
        }

        var room = await RoomAsync(db, cancellationToken);
        var inTurn = due.GroupBy(job => (job.Priority, job.Organization)).SelectMany(lane => lane
            .OrderBy(job => job.RunAt).ThenBy(job => job.Id)
            .Select((job, place) => job with { Turn = place + room.RunningOf(job.Organization) }));
        var oldBefore = claim.OldestFirstAfter is { } age ? db.Now.ToUnixMicroseconds() - age.ToMicroseconds() : (long?)null;
        var picked = ClaimOrder.Pick(inTurn, claim, room.Of, oldBefore).ToList();
        if (picked.Count == 0)
        {
            return [];
        }

        await room.SpendAsync(db, picked, cancellationToken);
        var jobs = await db.Jobs.FromSqlRaw(
            $$"""
            UPDATE jobs SET state = 'running', attempt = attempt + 1, fence = fence + 1, worker_id = {0}, started_at = {{db.Dialect.Now}},
                lease_until = {{db.Dialect.NowPlus("{1}")}}, error = NULL
            WHERE {{db.Dialect.IsIn("id", "{2}")}} RETURNING *
            """,
            claim.WorkerId, claim.Lease.ToMicroseconds(), db.Dialect.List(picked.Select(job => job.Id)))
            .IgnoreQueryFilters().AsNoTracking().ToListAsync(cancellationToken);
        return [.. jobs.OrderBy(job => job.Priority).ThenBy(job => job.RunAt).ThenBy(job => job.Id)];
    }

    // Hops through the index from lane (priority, organization, kind) to lane and takes the head of each, as on Postgres. A lane is passed on by the
    // row that stands first in it, for a subquery yields one column.
    private static async Task<List<DueJob>> DueAsync(AppDb db, JobClaim claim, CancellationToken cancellationToken)
    {
        var heads = await db.Database.SqlQueryRaw<Head>(
            $$"""
            WITH RECURSIVE lane(first) AS (
                SELECT (SELECT rowid FROM jobs WHERE state = 'pending' AND priority <= {0} ORDER BY priority, organization_id, kind LIMIT 1)
                UNION ALL
                SELECT (SELECT next.rowid FROM jobs next
                    WHERE next.state = 'pending' AND next.priority <= {0}
                        AND (next.priority, next.organization_id, next.kind) > (here.priority, here.organization_id, here.kind)
                    ORDER BY next.priority, next.organization_id, next.kind LIMIT 1)
                FROM lane CROSS JOIN jobs here WHERE here.rowid = lane.first
            )
            SELECT due.id AS "Id", due.run_at AS "RunAt", due.priority AS "Priority", due.organization_id AS "Organization", due.kind AS "Kind"
            FROM lane CROSS JOIN jobs here CROSS JOIN jobs due
            WHERE here.rowid = lane.first AND due.rowid IN (
                SELECT head.rowid FROM jobs head
                WHERE head.state = 'pending' AND head.priority = here.priority AND head.organization_id = here.organization_id AND head.kind = here.kind
                    AND head.run_at <= {{db.Dialect.Now}}
                ORDER BY head.run_at, head.id LIMIT {1})
            """, (int)claim.Lowest, claim.Count).ToListAsync(cancellationToken);
        return [.. heads.Select(head => new DueJob(head.Id, (JobPriority)head.Priority, head.Organization, head.Kind, head.RunAt, 0))];
    }

    private static async Task<SqliteJobRoom> RoomAsync(AppDb db, CancellationToken cancellationToken) => new(
        await db.JobLimits.AsNoTracking().ToListAsync(cancellationToken),
        await db.Database.SqlQueryRaw<BusyLane>(
            """
            SELECT organization_id AS "Organization", kind AS "Kind", count(*) AS "Running" FROM jobs INDEXED BY ix_jobs_lease
            WHERE lease_until IS NOT NULL GROUP BY organization_id, kind
            """).ToListAsync(cancellationToken),
        db.Now);

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

    private sealed record Head(Guid Id, long RunAt, int Priority, Guid Organization, string Kind);
}

/// <param name="Running">Jobs of that organization and kind with a lease.</param>
internal sealed record BusyLane(Guid Organization, string Kind, long Running);
