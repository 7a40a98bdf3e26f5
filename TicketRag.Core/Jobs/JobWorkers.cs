using Microsoft.EntityFrameworkCore;
using TicketRag.Core.Persistence;

namespace TicketRag.Core.Jobs;

/// <summary>The table in which workers report themselves.</summary>
public sealed class JobWorkers
{
    /// <summary>How often.</summary>
    public static readonly TimeSpan ReportInterval = TimeSpan.FromSeconds(5);

    /// <summary>One that has not for so long is not counted any more.</summary>
    public static readonly TimeSpan IsAliveFor = ReportInterval * 4;

    private static readonly TimeSpan IsKeptFor = TimeSpan.FromHours(1);

    /// <param name="worker">Its instants are the database's, whatever it says.</param>
    public async Task ReportAsync(AppDb db, JobWorker worker, CancellationToken cancellationToken)
    {
        await using var write = await db.BeginBackgroundWriteAsync(cancellationToken);
        await db.Database.ExecuteSqlRawAsync(
            $$"""
            INSERT INTO job_workers (id, host, process_id, version, slots, running, started_at, seen_at)
            VALUES ({0}, {1}, {2}, {3}, {4}, {5}, {{db.Dialect.Now}}, {{db.Dialect.Now}})
            ON CONFLICT (id) DO UPDATE SET running = excluded.running, slots = excluded.slots, seen_at = excluded.seen_at
            """,
            [worker.Id, worker.Host, worker.ProcessId, worker.Version, worker.Slots, worker.Running], cancellationToken);
        await write.CommitAsync(cancellationToken);
    }

    public async Task LeaveAsync(AppDb db, string workerId, CancellationToken cancellationToken)
    {
        await using var write = await db.BeginBackgroundWriteAsync(cancellationToken);
        await db.JobWorkers.Where(worker => worker.Id == workerId).ExecuteDeleteAsync(cancellationToken);
        await write.CommitAsync(cancellationToken);
    }

    // Ordered by the ORM, which then names the columns: as it is prepared, the statement must go on when a newer version adds one.
    /// <summary>Those that were heard of lately.</summary>
    public async Task<IReadOnlyList<JobWorker>> AliveAsync(AppDb db, CancellationToken cancellationToken) => await db.JobWorkers.FromSqlRaw(
        $$"""SELECT * FROM job_workers WHERE seen_at >= {{db.Dialect.NowPlus("{0}")}}""", -IsAliveFor.ToMicroseconds())
        .AsNoTracking().OrderBy(worker => worker.StartedAt).ThenBy(worker => worker.Id).ToListAsync(cancellationToken);

    /// <summary>Forgets those that vanished long ago.</summary>
    internal static Task<int> TrimAsync(WriteScope write, CancellationToken cancellationToken) => write.Db.Database.ExecuteSqlRawAsync(
        $$"""DELETE FROM job_workers WHERE seen_at < {{write.Db.Dialect.NowPlus("{0}")}}""", [-IsKeptFor.ToMicroseconds()], cancellationToken);
}
