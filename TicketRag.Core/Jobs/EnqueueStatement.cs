using System.Data;
using System.Data.Common;
using System.Diagnostics;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using TicketRag.Core.Organizations;
using TicketRag.Core.Persistence;

namespace TicketRag.Core.Jobs;

/// <summary>
/// Inserts jobs of one organization, however many, with one statement in the transaction that is open: whoever opens a ticket waits for each
/// round trip. A job whose kind and unique key are pending already only raises that one's priority.
/// </summary>
internal static class EnqueueStatement
{
    private static readonly (string Name, DbType Type)[] Parameters =
    [
        ("id", DbType.Guid), ("kind", DbType.String), ("priority", DbType.Int32), ("delay", DbType.Int64), ("key", DbType.String), ("args", DbType.String),
        ("metadata", DbType.String), ("attempts", DbType.Int32), ("items", DbType.Int32), ("trace", DbType.String), ("source", DbType.String),
    ];

    /// <summary>No two of the jobs may have the same kind and unique key.</summary>
    /// <returns>Of each job in its order: the id of its row, and whether that is new.</returns>
    public static async Task<IReadOnlyList<(Guid Id, bool IsNew)>> ExecuteAsync(
        AppDb db, OrganizationId organization, IReadOnlyList<NewJob> jobs, CancellationToken cancellationToken)
    {
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.Transaction = db.Database.CurrentTransaction!.GetDbTransaction();
        command.CommandText = Sql(db.Dialect, jobs.Count);
        Add(command, "@organization", DbType.Guid, organization.Value);
        var ids = jobs.Select(_ => Guid.CreateVersion7()).ToArray();
        for (var i = 0; i < jobs.Count; i++)
        {
            AddRow(command, i, ids[i], jobs[i]);
        }

        // Parsed and planned once for each connection, not for each ticket.
        await command.PrepareAsync(cancellationToken);
        var rows = await ReadAsync(command, cancellationToken);
        return [.. jobs.Select((job, i) => job.UniqueKey is null ? ids[i] : rows[(job.Kind, job.UniqueKey)]).Select((id, i) => (id, id == ids[i]))];
    }

    private static async Task<Dictionary<(string Kind, string Key), Guid>> ReadAsync(DbCommand command, CancellationToken cancellationToken)
    {
        var rows = new Dictionary<(string, string), Guid>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            if (!reader.IsDBNull(2))
            {
                rows.Add((reader.GetString(1), reader.GetString(2)), reader.GetGuid(0));
            }
        }

        return rows;
    }

    private static string Sql(SqlDialect dialect, int count)
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

        return sql.Append(
            """

            ON CONFLICT (organization_id, kind, unique_key) WHERE state = 'pending' AND unique_key IS NOT NULL
            DO UPDATE SET priority = CASE WHEN excluded.priority < jobs.priority THEN excluded.priority ELSE jobs.priority END
            RETURNING id, kind, unique_key
            """).ToString();
    }

    private static void AddRow(DbCommand command, int row, Guid id, NewJob job)
    {
        object?[] values =
        [
            id, job.Kind, (int)job.Priority, job.Delay.ToMicroseconds(), job.UniqueKey, job.Args, job.Metadata, job.MaxAttempts, job.TotalItems,
            job.Traceparent ?? Activity.Current?.Id, job.Source,
        ];
        for (var i = 0; i < values.Length; i++)
        {
            Add(command, $"@{Parameters[i].Name}{row}", Parameters[i].Type, values[i]);
        }
    }

    private static void Add(DbCommand command, string name, DbType type, object? value)
    {
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.DbType, parameter.Value) = (name, type, value ?? DBNull.Value);
        command.Parameters.Add(parameter);
    }
}
