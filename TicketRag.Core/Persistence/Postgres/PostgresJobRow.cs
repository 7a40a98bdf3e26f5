using Npgsql;
using NpgsqlTypes;
using TicketRag.Core.Jobs;

namespace TicketRag.Core.Persistence.Postgres;

/// <summary>A row of <c>jobs</c>, written and read column by column.</summary>
internal static class PostgresJobRow
{
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

    /// <summary>One that a claim has returned.</summary>
    public static Job Read(NpgsqlDataReader row, string workerId) => ClaimedJobRow.Read(row, workerId, static (row, column) => new(row.GetDateTime(column), TimeSpan.Zero));

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
}
