using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using TicketRag.Core.Jobs.Events;

namespace TicketRag.Core.Persistence.Postgres;

/// <summary>
/// A position is a snapshot (<c>xmin:xmax:xip,…</c>): what it does not see and the next one sees is what changed between the two, in whatever order the
/// transactions committed. Nothing is waited for and nothing is skipped. docs/decisions/0007-the-feed-of-changed-jobs.md
/// </summary>
internal sealed partial class PostgresJobFeed : IJobFeed
{
    private const string IsNew = "c.xid >= pg_snapshot_xmin({0}::pg_snapshot) AND NOT pg_visible_in_snapshot(c.xid, {0}::pg_snapshot)";

    // A position from the future is that of a database which was restored from a backup since.
    private const string IsGap =
        $$"""
        coalesce((SELECT position FROM job_feed_marks WHERE name = '{{JobFeedMark.Trimmed}}')::xid8 >= pg_snapshot_xmin({0}::pg_snapshot), FALSE)
            OR pg_snapshot_xmax({0}::pg_snapshot) > pg_snapshot_xmax(pg_current_snapshot())
        """;

    public bool IsPosition(string position) => Snapshot().Match(position) is { Success: true } match
        && ulong.TryParse(match.Groups[1].Value, out var xmin) && ulong.TryParse(match.Groups[2].Value, out var xmax) && xmin > 0 && xmin <= xmax
        && IsAscending(match.Groups[3].Value, xmin, xmax);

    public async Task<string> PositionAsync(AppDb db, CancellationToken cancellationToken) =>
        (await db.Database.SqlQueryRaw<string>("""SELECT pg_current_snapshot()::text AS "Value" """).ToListAsync(cancellationToken)).Single();

    public Task<JobFeedPage> ReadAsync(AppDb db, string position, JobFeedFilter filter, CancellationToken cancellationToken)
    {
        var organization = filter.Organization is null ? "" : "AND c.organization_id = {1}";
        var (jobs, job) = filter.Job is null ? ("unnest(c.job_ids)", "") : ("{2}", "AND {2} = ANY(c.job_ids)");
        return JobFeedSql.PageAsync(
            db,
            $$"""
            SELECT pg_current_snapshot()::text AS "Position", {{IsGap}} AS "IsGap", changed.organization_id AS "OrganizationId", changed.job_id AS "JobId",
                changed.seq AS "Sequence"
            FROM (SELECT 1) one LEFT JOIN (
                SELECT organization_id, job_id, max(seq) AS seq
                FROM (SELECT c.organization_id, {{jobs}} AS job_id, c.seq FROM job_changes c WHERE {{IsNew}} {{organization}} {{job}}) each
                GROUP BY organization_id, job_id ORDER BY max(seq) LIMIT {{filter.MaxChanges + 1}}) changed ON TRUE
            ORDER BY changed.seq
            """,
            [position, filter.Organization?.Value ?? Guid.Empty, filter.Job ?? Guid.Empty], filter.MaxChanges, cancellationToken);
    }

    public Task<ChangedOrganizations> ReadOrganizationsAsync(AppDb db, string position, CancellationToken cancellationToken) => JobFeedSql.OrganizationsAsync(
        db,
        $$"""
        SELECT pg_current_snapshot()::text AS "Position", FALSE AS "IsGap", changed.organization_id AS "OrganizationId", NULL::uuid AS "JobId", NULL::bigint AS "Sequence"
        FROM (SELECT 1) one LEFT JOIN (SELECT DISTINCT c.organization_id FROM job_changes c WHERE {{IsNew}}) changed ON TRUE
        """,
        position, cancellationToken);

    public async Task<int> TrimAsync(WriteScope write, TimeSpan age, CancellationToken cancellationToken) =>
        (await write.Db.Database.SqlQueryRaw<int>(
            $$"""
            WITH gone AS (
                DELETE FROM job_changes
                WHERE at < {{write.Db.Dialect.NowPlus("{0}")}}
                    AND xid < coalesce((SELECT xid FROM job_changes WHERE at >= {{write.Db.Dialect.NowPlus("{0}")}} ORDER BY xid LIMIT 1), pg_current_xact_id())
                    AND coalesce(pg_visible_in_snapshot(xid, (SELECT position FROM job_feed_marks WHERE name = '{{JobFeedMark.Webhooks}}')::pg_snapshot), TRUE)
                RETURNING xid
            ), marked AS (
                INSERT INTO job_feed_marks (name, position) SELECT '{{JobFeedMark.Trimmed}}', xid::text FROM gone ORDER BY xid DESC LIMIT 1
                ON CONFLICT (name) DO UPDATE SET position = excluded.position
            )
            SELECT count(*)::int AS "Value" FROM gone
            """, -age.ToMicroseconds()).ToListAsync(cancellationToken)).Single();

    // The server refuses a snapshot whose running transactions are not in order.
    private static bool IsAscending(string running, ulong xmin, ulong xmax)
    {
        var last = xmin - 1;
        foreach (var text in running.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!ulong.TryParse(text, out var xid) || xid <= last || xid >= xmax)
            {
                return false;
            }

            last = xid;
        }

        return true;
    }

    [GeneratedRegex(@"^(\d{1,20}):(\d{1,20}):((?:\d{1,20}(?:,\d{1,20})*)?)$")]
    private static partial Regex Snapshot();
}
