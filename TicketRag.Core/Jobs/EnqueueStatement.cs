using System.Data;
using System.Data.Common;
using System.Diagnostics;
using System.Text;
using TicketRag.Core.Organizations;
using TicketRag.Core.Persistence;

namespace TicketRag.Core.Jobs;

/// <summary>
/// Inserts jobs of one organization, however many, with one statement in the transaction that is open: whoever opens a ticket waits for each
/// round trip.
/// </summary>
internal static class EnqueueStatement
{
    private const string OrRaise =
        """

        ON CONFLICT (organization_id, kind, unique_key) WHERE state = 'pending' AND unique_key IS NOT NULL
        DO UPDATE SET priority = CASE WHEN excluded.priority < jobs.priority THEN excluded.priority ELSE jobs.priority END
        RETURNING id, kind, unique_key
        """;

    /// <summary>A job whose kind and unique key are pending already only raises that one's priority. No two of them may have the same.</summary>
    /// <returns>Of each job in its order: the id of its row, and whether that is new.</returns>
    public static SqlStatement<IReadOnlyList<(Guid Id, bool IsNew)>> Of(SqlDialect dialect, OrganizationId organization, IReadOnlyList<NewJob> jobs)
    {
        var ids = NewIds(jobs);
        return new(Insert(dialect, jobs.Count) + OrRaise, Values(organization, jobs, ids), async (reader, cancellationToken) =>
        {
            var rows = await ReadAsync(reader, cancellationToken);
            return [.. jobs.Select((job, i) => job.UniqueKey is null ? ids[i] : rows[(job.Kind, job.UniqueKey)]).Select((id, i) => (id, id == ids[i]))];
        });
    }

    /// <summary>The first jobs of a subject, whose keys no other can have: looking for one is a fifth of the statement's time.</summary>
    /// <returns>As <see cref="Of"/>: all are new.</returns>
    public static SqlStatement<IReadOnlyList<(Guid Id, bool IsNew)>> OfNewSubject(SqlDialect dialect, OrganizationId organization, IReadOnlyList<NewJob> jobs)
    {
        var ids = NewIds(jobs);
        return new(Insert(dialect, jobs.Count), Values(organization, jobs, ids), (_, _) => Task.FromResult<IReadOnlyList<(Guid, bool)>>([.. ids.Select(id => (id, true))]));
    }

    private static Guid[] NewIds(IReadOnlyList<NewJob> jobs) => [.. jobs.Select(_ => JobIds.Next())];

    private static List<SqlValue> Values(OrganizationId organization, IReadOnlyList<NewJob> jobs, Guid[] ids) =>
        [new("organization", DbType.Guid, organization.Value), .. jobs.SelectMany((job, i) => ValuesOf(i, ids[i], job))];

    private static async Task<Dictionary<(string Kind, string Key), Guid>> ReadAsync(DbDataReader reader, CancellationToken cancellationToken)
    {
        var rows = new Dictionary<(string, string), Guid>();
        while (await reader.ReadAsync(cancellationToken))
        {
            if (!reader.IsDBNull(2))
            {
                rows.Add((reader.GetString(1), reader.GetString(2)), reader.GetGuid(0));
            }
        }

        return rows;
    }

    private static string Insert(SqlDialect dialect, int count)
    {
        var sql = new StringBuilder(
            """
            INSERT INTO jobs (id, organization_id, kind, priority, state, run_at, unique_key, args, metadata, attempt, max_attempts,
                interruptions, fence, created_at, processed_items, total_items, chunks_created, traceparent, children, children_failed,
                children_cancelled, source)
            VALUES
            """);
        for (var i = 0; i < count; i++)
        {
            sql.Append(i == 0 ? " " : ", ").Append(
                $"""
                (@id{i}, @organization, @kind{i}, @priority{i}, 'pending', {dialect.NowPlus($"@delay{i}")}, @key{i}, @args{i}, @metadata{i}, 0, @attempts{i},
                0, 0, {dialect.Now}, 0, @items{i}, 0, @trace{i}, 0, 0, 0, @source{i})
                """);
        }

        return sql.ToString();
    }

    private static SqlValue[] ValuesOf(int row, Guid id, NewJob job) =>
    [
        new($"id{row}", DbType.Guid, id),
        new($"kind{row}", DbType.String, job.Kind),
        new($"priority{row}", DbType.Int32, (int)job.Priority),
        new($"delay{row}", DbType.Int64, job.Delay.ToMicroseconds()),
        new($"key{row}", DbType.String, job.UniqueKey),
        new($"args{row}", DbType.String, job.Args),
        new($"metadata{row}", DbType.String, job.Metadata),
        new($"attempts{row}", DbType.Int32, job.MaxAttempts),
        new($"items{row}", DbType.Int32, job.TotalItems),
        new($"trace{row}", DbType.String, job.Traceparent ?? Activity.Current?.Id),
        new($"source{row}", DbType.String, job.Source),
    ];
}
