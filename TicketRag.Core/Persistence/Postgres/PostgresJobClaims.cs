using Microsoft.EntityFrameworkCore;
using TicketRag.Core.Jobs;

namespace TicketRag.Core.Persistence.Postgres;

/// <summary>
/// One statement: hop through the index from lane (priority, organization) to lane, take the head of each, and lock the best of them.
/// Its cost grows with the number of lanes, not with the number of pending jobs: the lateral and array forms leave the planner no join
/// that would read the whole table, whatever it believes of their sizes.
/// </summary>
internal sealed class PostgresJobClaims : IJobClaims
{
    private static readonly string Sql =
        $$"""
        WITH RECURSIVE lane AS (
            (SELECT priority, organization_id FROM jobs WHERE state = 'pending' AND priority <= {2}
             ORDER BY priority, organization_id LIMIT 1)
            UNION ALL
            SELECT next.priority, next.organization_id FROM lane CROSS JOIN LATERAL (
                SELECT priority, organization_id FROM jobs
                WHERE state = 'pending' AND priority <= {2} AND (priority, organization_id) > (lane.priority, lane.organization_id)
                ORDER BY priority, organization_id LIMIT 1) next
        ), busy AS (
            SELECT organization_id, count(*) AS running FROM jobs WHERE lease_until IS NOT NULL GROUP BY organization_id
        ), due AS (
            SELECT head.id, lane.priority, lane.organization_id, head.run_at, head.place + coalesce(busy.running, 0) AS turn
            FROM lane LEFT JOIN busy USING (organization_id) CROSS JOIN LATERAL (
                SELECT id, run_at, row_number() OVER (ORDER BY run_at, id) AS place FROM jobs
                WHERE state = 'pending' AND priority = lane.priority AND organization_id = lane.organization_id AND run_at <= {{PostgresDialect.Instance.Now}}
                ORDER BY run_at, id LIMIT {3} * 4 + 16) head
        ), picked AS (
            SELECT locked.id FROM (SELECT * FROM due ORDER BY priority, turn, run_at, id) best CROSS JOIN LATERAL (
                SELECT id FROM jobs
                WHERE state = 'pending' AND priority = best.priority AND organization_id = best.organization_id AND run_at = best.run_at AND id = best.id
                FOR UPDATE SKIP LOCKED) locked
            LIMIT {3}
        )
        UPDATE jobs SET {{ClaimSql.Assignments(PostgresDialect.Instance)}}
        WHERE id = ANY(ARRAY(SELECT id FROM picked)) RETURNING jobs.*
        """;

    public async Task<IReadOnlyList<Job>> ClaimAsync(
        AppDb db, string workerId, int count, JobPriority lowest, TimeSpan lease, CancellationToken cancellationToken)
    {
        var jobs = await db.Jobs.FromSqlRaw(Sql, workerId, lease.ToMicroseconds(), (int)lowest, count)
            .IgnoreQueryFilters().AsNoTracking().ToListAsync(cancellationToken);
        return [.. jobs.OrderBy(job => job.Priority).ThenBy(job => job.RunAt)];
    }
}
