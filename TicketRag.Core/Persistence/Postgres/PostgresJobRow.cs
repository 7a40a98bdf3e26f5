using Npgsql;
using NpgsqlTypes;
using TicketRag.Core.Jobs;

namespace TicketRag.Core.Persistence.Postgres;

/// <summary>A row of <c>jobs</c>, written and read column by column.</summary>
internal static class PostgresJobRow
{
    /// <summary>How many <see cref="PostgresJobSql.Columns"/> are.</summary>
    public const int Columns = 21;

    /// <summary>As <see cref="PostgresJobSql.Copy"/> takes it. Not awaited value by value: the importer's buffer goes out when it is full, and awaiting each would cost more than the writing.</summary>
    /// <param name="now">Only for <see cref="PostgresJobSql.CopyDelayed"/>: what its delay counts from.</param>
    public static void Write(NpgsqlBinaryImporter copy, JobInsert row, DateTime? now)
    {
        copy.StartRow();
        copy.Write(row.Id, NpgsqlDbType.Uuid);
        copy.Write(row.Organization.Value, NpgsqlDbType.Uuid);
        copy.Write(row.Job.Kind, NpgsqlDbType.Varchar);
        copy.Write((int)row.Job.Priority, NpgsqlDbType.Integer);
        copy.Write(row.Job.Args, NpgsqlDbType.Text);
        WriteText(copy, row.Job.Metadata);
        copy.Write(row.Job.MaxAttempts, NpgsqlDbType.Integer);
        copy.Write(row.Job.TotalItems, NpgsqlDbType.Integer);
        WriteText(copy, row.Traceparent);
        if (row.ParentId is { } parent)
        {
            copy.Write(parent, NpgsqlDbType.Uuid);
        }
        else
        {
            copy.WriteNull();
        }

        WriteText(copy, row.Job.Source);
        if (now is { } instant)
        {
            copy.Write(instant + row.Job.Delay, NpgsqlDbType.TimestampTz);
            copy.Write(instant, NpgsqlDbType.TimestampTz);
        }
    }

    /// <summary>One of <see cref="PostgresJobSql.Columns"/> that a claim has returned.</summary>
    public static Job Read(NpgsqlDataReader row, string workerId) => new()
    {
        Id = row.GetGuid(0),
        OrganizationId = new(row.GetGuid(1)),
        Kind = row.GetString(2),
        Priority = (JobPriority)row.GetInt32(3),
        State = JobState.Running,
        RunAt = Instant(row, 4),
        UniqueKey = TextOrNull(row, 5),
        Args = row.GetString(6),
        Metadata = TextOrNull(row, 7),
        Attempt = row.GetInt32(8),
        MaxAttempts = row.GetInt32(9),
        Interruptions = row.GetInt32(10),
        Fence = row.GetInt32(11),
        WorkerId = workerId,
        LeaseUntil = Instant(row, 12),
        CreatedAt = Instant(row, 13),
        StartedAt = Instant(row, 14),
        ProcessedItems = row.GetInt32(15),
        TotalItems = row.GetInt32(16),
        ChunksCreated = row.GetInt32(17),
        Message = TextOrNull(row, 18),
        Traceparent = TextOrNull(row, 19),
        ParentId = row.IsDBNull(20) ? null : row.GetGuid(20),
    };

    private static void WriteText(NpgsqlBinaryImporter copy, string? text)
    {
        if (text is null)
        {
            copy.WriteNull();
        }
        else
        {
            copy.Write(text, NpgsqlDbType.Text);
        }
    }

    private static DateTimeOffset Instant(NpgsqlDataReader row, int column) => new(row.GetDateTime(column), TimeSpan.Zero);

    private static string? TextOrNull(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
