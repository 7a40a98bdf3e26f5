using System.Globalization;
using Microsoft.EntityFrameworkCore;
using TicketRag.Core.Jobs.Events;

namespace TicketRag.Core.Persistence.Sqlite;

/// <summary>A position is the number of a change: with one writer at a time, they commit in the order of their numbers.</summary>
internal sealed class SqliteJobFeed : IJobFeed
{
    // Also where all changes were deleted by now.
    private const string Last = "coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'job_changes'), 0)";

    private const string IsGap =
        $$"""
        (coalesce((SELECT CAST(position AS INTEGER) FROM job_feed_marks WHERE name = '{{JobFeedMark.Trimmed}}'), 0) > CAST({0} AS INTEGER)
            OR CAST({0} AS INTEGER) > {{Last}})
        """;

    public bool IsPosition(string position) => long.TryParse(position, NumberStyles.None, CultureInfo.InvariantCulture, out _);

    public async Task<string> PositionAsync(AppDb db, CancellationToken cancellationToken) =>
        (await db.Database.SqlQueryRaw<string>($"""SELECT CAST({Last} AS TEXT) AS "Value" """).ToListAsync(cancellationToken)).Single();

    public Task<JobFeedPage> ReadAsync(AppDb db, string position, JobFeedFilter filter, CancellationToken cancellationToken)
    {
        var organization = filter.Organization is null ? "" : "AND organization_id = {1}";
        var job = filter.Job is null ? "" : "AND job_id = {2}";
        return JobFeedSql.PageAsync(
            db,
            $$"""
            SELECT CAST({{Last}} AS TEXT) AS "Position", {{IsGap}} AS "IsGap", changed.organization_id AS "OrganizationId", changed.job_id AS "JobId",
                changed.seq AS "Sequence"
            FROM (SELECT 1) one LEFT JOIN (
                SELECT organization_id, job_id, max(seq) AS seq FROM job_changes WHERE seq > CAST({0} AS INTEGER) {{organization}} {{job}}
                GROUP BY organization_id, job_id ORDER BY max(seq) LIMIT {{filter.MaxChanges + 1}}) changed ON TRUE
            ORDER BY changed.seq
            """,
            [position, filter.Organization?.Value ?? Guid.Empty, filter.Job ?? Guid.Empty], filter.MaxChanges, cancellationToken);
    }

    public Task<ChangedOrganizations> ReadOrganizationsAsync(AppDb db, string position, CancellationToken cancellationToken) => JobFeedSql.OrganizationsAsync(
        db,
        $$"""
        SELECT CAST({{Last}} AS TEXT) AS "Position", FALSE AS "IsGap", changed.organization_id AS "OrganizationId", NULL AS "JobId", NULL AS "Sequence"
        FROM (SELECT 1) one LEFT JOIN (SELECT DISTINCT organization_id FROM job_changes WHERE seq > CAST({0} AS INTEGER)) changed ON TRUE
        """,
        position, cancellationToken);

    public async Task<int> TrimAsync(WriteScope write, TimeSpan age, CancellationToken cancellationToken)
    {
        var last = (await write.Db.Database.SqlQueryRaw<long>(
            $$"""
            SELECT coalesce(min((SELECT max(seq) FROM job_changes WHERE at < {{write.Db.Dialect.NowPlus("{0}")}}),
                coalesce((SELECT CAST(position AS INTEGER) FROM job_feed_marks WHERE name = '{{JobFeedMark.Webhooks}}'), 9223372036854775807)), 0) AS "Value"
            """, -age.ToMicroseconds()).ToListAsync(cancellationToken)).Single();
        var deleted = await write.Db.Database.ExecuteSqlRawAsync("DELETE FROM job_changes WHERE seq <= {0}", [last], cancellationToken);
        if (deleted > 0)
        {
            await write.Db.Database.ExecuteSqlRawAsync(
                $$"""
                INSERT INTO job_feed_marks (name, position) VALUES ('{{JobFeedMark.Trimmed}}', CAST({0} AS TEXT))
                ON CONFLICT (name) DO UPDATE SET position = excluded.position
                """, [last], cancellationToken);
        }

        return deleted;
    }
}
