using System.Data;
using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using TicketRag.Core.Jobs;

namespace TicketRag.Core.Persistence.Sqlite;

/// <summary>
/// The same choice of the next jobs as on Postgres, as a few index look-ups: SQLite has no lateral joins, and a window over all that is pending would cost more with every job that
/// waits. Others wait to write meanwhile, so each statement goes to the driver as it stands.
/// </summary>
internal static class SqliteJobClaim
{
    /// <summary>What runs.</summary>
    internal static SqlStatement<List<BusyLane>> Busy { get; } = new(
        "SELECT organization_id, kind, count(*) FROM jobs INDEXED BY ix_jobs_lease WHERE lease_until IS NOT NULL GROUP BY organization_id, kind", [],
        (rows, cancellationToken) => rows.ReadAllAsync(row => new BusyLane(row.GetGuid(0), row.GetString(1), row.GetInt64(2)), cancellationToken));

    /// <summary>Within the transaction that is open.</summary>
    public static async Task<ClaimedJobs> TakeAsync(AppDb db, JobClaim claim, CancellationToken cancellationToken)
    {
        var due = await Due(db.Dialect, claim).ExecuteAsync(db, cancellationToken);
        if (due.Count == 0)
        {
            return new([], AreAll: true);
        }

        var room = new SqliteJobRoom(await db.JobLimits.AsNoTracking().ToListAsync(cancellationToken), await Busy.ExecuteAsync(db, cancellationToken), db.Now);
        var inTurn = due.GroupBy(job => (job.Priority, job.Organization)).SelectMany(lane => lane
            .OrderBy(job => job.RunAt).ThenBy(job => job.Id)
            .Select((job, place) => job with { Turn = place + room.RunningOf(job.Organization) }));
        var oldBefore = claim.OldestFirstAfter is { } age ? db.Now.ToUnixMicroseconds() - age.ToMicroseconds() : (long?)null;
        var picked = ClaimOrder.Pick(inTurn, claim, room.Of, oldBefore).ToList();
        if (picked.Count == 0)
        {
            return new([], AreAll: false);
        }

        await room.SpendAsync(db, picked, cancellationToken);
        var jobs = await Take(db.Dialect, claim, picked).ExecuteAsync(db, cancellationToken);

        // Of each lane no more were looked at than may be claimed.
        return new([.. jobs.OrderBy(job => job.Priority).ThenBy(job => job.RunAt).ThenBy(job => job.Id)], AreAll: due.Count < claim.Count && picked.Count == due.Count);
    }

    /// <summary>
    /// Hops through the index from lane (priority, organization, kind) to lane and takes the head of each, as on Postgres. A lane is passed on by the
    /// row that stands first in it, for a subquery yields one column.
    /// </summary>
    internal static SqlStatement<List<DueJob>> Due(SqlDialect dialect, JobClaim claim) => new(
        $"""
        WITH RECURSIVE lane(first) AS (
            SELECT (SELECT rowid FROM jobs WHERE state = 'pending' AND priority <= @lowest ORDER BY priority, organization_id, kind LIMIT 1)
            UNION ALL
            SELECT (SELECT next.rowid FROM jobs next
                WHERE next.state = 'pending' AND next.priority <= @lowest
                    AND (next.priority, next.organization_id, next.kind) > (here.priority, here.organization_id, here.kind)
                ORDER BY next.priority, next.organization_id, next.kind LIMIT 1)
            FROM lane CROSS JOIN jobs here WHERE here.rowid = lane.first
        )
        SELECT due.id, due.priority, due.organization_id, due.kind, due.run_at
        FROM lane CROSS JOIN jobs here CROSS JOIN jobs due
        WHERE here.rowid = lane.first AND due.rowid IN (
            SELECT head.rowid FROM jobs head
            WHERE head.state = 'pending' AND head.priority = here.priority AND head.organization_id = here.organization_id AND head.kind = here.kind
                AND head.run_at <= {dialect.Now}
            ORDER BY head.run_at, head.id LIMIT @count)
        """,
        [new("lowest", DbType.Int32, (int)claim.Lowest), new("count", DbType.Int32, claim.Count)],
        (rows, cancellationToken) => rows.ReadAllAsync(
            row => new DueJob(row.GetGuid(0), (JobPriority)row.GetInt32(1), row.GetGuid(2), row.GetString(3), row.GetInt64(4), Turn: 0), cancellationToken));

    /// <summary>Leases these to the worker.</summary>
    internal static SqlStatement<List<Job>> Take(SqlDialect dialect, JobClaim claim, IReadOnlyList<DueJob> picked) => new(
        $"""
        UPDATE jobs SET state = 'running', attempt = attempt + 1, fence = fence + 1, worker_id = @worker, started_at = {dialect.Now},
            lease_until = {dialect.NowPlus("@lease")}, error = NULL
        WHERE {dialect.IsIn("id", "@ids")} RETURNING {ClaimedJobRow.Columns}
        """,
        [
            new("worker", DbType.String, claim.WorkerId), new("lease", DbType.Int64, claim.Lease.ToMicroseconds()),
            new("ids", DbType.String, dialect.List(picked.Select(job => job.Id))),
        ],
        (rows, cancellationToken) => rows.ReadAllAsync(row => ClaimedJobRow.Read(row, claim.WorkerId, Instant), cancellationToken));

    private static DateTimeOffset Instant(DbDataReader row, int column) => Instants.FromUnixMicroseconds(row.GetInt64(column));

    private static async Task<List<T>> ReadAllAsync<T>(this DbDataReader rows, Func<DbDataReader, T> read, CancellationToken cancellationToken)
    {
        var all = new List<T>();
        while (await rows.ReadAsync(cancellationToken))
        {
            all.Add(read(rows));
        }

        return all;
    }
}

/// <param name="Running">Jobs of that organization and kind with a lease.</param>
internal sealed record BusyLane(Guid Organization, string Kind, long Running);
