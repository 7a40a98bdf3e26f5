using System.Data.Common;
using TicketRag.Core.Jobs;

namespace TicketRag.Core.Persistence;

/// <summary>A row of <c>jobs</c> as a claim returns it: what a worker has to know of the job, and no more.</summary>
internal static class ClaimedJobRow
{
    /// <summary>In the order in which they are read.</summary>
    public const string Columns =
        "id, organization_id, kind, priority, run_at, unique_key, args, metadata, attempt, max_attempts, interruptions, fence, " +
        "lease_until, created_at, started_at, processed_items, total_items, chunks_created, message, traceparent, parent_id";

    /// <summary>How many <see cref="Columns"/> are.</summary>
    public const int Count = 21;

    /// <param name="instant">A column's instant, which each database keeps in its own way.</param>
    public static Job Read(DbDataReader row, string workerId, Func<DbDataReader, int, DateTimeOffset> instant) => new()
    {
        Id = row.GetGuid(0),
        OrganizationId = new(row.GetGuid(1)),
        Kind = row.GetString(2),
        Priority = (JobPriority)row.GetInt32(3),
        State = JobState.Running,
        RunAt = instant(row, 4),
        UniqueKey = TextOrNull(row, 5),
        Args = row.GetString(6),
        Metadata = TextOrNull(row, 7),
        Attempt = row.GetInt32(8),
        MaxAttempts = row.GetInt32(9),
        Interruptions = row.GetInt32(10),
        Fence = row.GetInt32(11),
        WorkerId = workerId,
        LeaseUntil = instant(row, 12),
        CreatedAt = instant(row, 13),
        StartedAt = instant(row, 14),
        ProcessedItems = row.GetInt32(15),
        TotalItems = row.GetInt32(16),
        ChunksCreated = row.GetInt32(17),
        Message = TextOrNull(row, 18),
        Traceparent = TextOrNull(row, 19),
        ParentId = row.IsDBNull(20) ? null : row.GetGuid(20),
    };

    private static string? TextOrNull(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
