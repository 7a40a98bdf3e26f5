using Microsoft.EntityFrameworkCore;
using TicketRag.Core.Jobs;

namespace TicketRag.Core.Persistence.Sqlite;

/// <summary>
/// The same choice as on Postgres, as a few index look-ups within one write transaction: SQLite has no lateral joins, and a window over
/// all that is pending would cost more with every job that waits.
/// </summary>
internal sealed class SqliteJobClaims : IJobClaims
{
    public async Task<IReadOnlyList<Job>> ClaimAsync(
        AppDb db, string workerId, int count, JobPriority lowest, TimeSpan lease, CancellationToken cancellationToken)
    {
        var heads = new List<(Lane Lane, Head Head, long Turn)>();
        for (var lane = await NextLaneAsync(db, null, lowest, cancellationToken); lane is not null;
            lane = await NextLaneAsync(db, lane, lowest, cancellationToken))
        {
            var running = await db.Jobs.IgnoreQueryFilters()
                .CountAsync(job => job.LeaseUntil != null && job.OrganizationId == new Organizations.OrganizationId(lane.OrganizationId), cancellationToken);
            var due = await db.Database.SqlQueryRaw<Head>(
                $$"""
                SELECT id AS "Id", run_at AS "RunAt" FROM jobs
                WHERE state = 'pending' AND priority = {0} AND organization_id = {1} AND run_at <= {{db.Dialect.Now}}
                ORDER BY run_at, id LIMIT {2}
                """, lane.Priority, lane.OrganizationId, count).ToListAsync(cancellationToken);
            heads.AddRange(due.Select((head, place) => (lane, head, (long)running + place)));
        }

        if (heads.Count == 0)
        {
            return [];
        }

        var picked = heads.OrderBy(h => h.Lane.Priority).ThenBy(h => h.Turn).ThenBy(h => h.Head.RunAt).ThenBy(h => h.Head.Id)
            .Take(count).Select(h => h.Head.Id);
        var jobs = await db.Jobs.FromSqlRaw(
            $$"""UPDATE jobs SET {{ClaimSql.Assignments(db.Dialect)}} WHERE {{db.Dialect.IsIn("id", "{2}")}} RETURNING *""",
            workerId, lease.ToMicroseconds(), db.Dialect.List(picked))
            .IgnoreQueryFilters().AsNoTracking().ToListAsync(cancellationToken);
        return [.. jobs.OrderBy(job => job.Priority).ThenBy(job => job.RunAt)];
    }

    private static async Task<Lane?> NextLaneAsync(AppDb db, Lane? after, JobPriority lowest, CancellationToken cancellationToken)
    {
        var next = await db.Database.SqlQueryRaw<Lane>(
            """
            SELECT priority AS "Priority", organization_id AS "OrganizationId" FROM jobs
            WHERE state = 'pending' AND priority <= {0} AND (priority, organization_id) > ({1}, {2})
            ORDER BY priority, organization_id LIMIT 1
            """, (int)lowest, after?.Priority ?? -1, after?.OrganizationId ?? Guid.Empty).ToListAsync(cancellationToken);
        return next.FirstOrDefault();
    }

    private sealed record Lane(int Priority, Guid OrganizationId);

    private sealed record Head(Guid Id, long RunAt);
}
