using TicketRag.Core.Persistence;

namespace TicketRag.IngestWorker.Jobs;

/// <summary>
/// What came of jobs is written on this thread where the database has one writer at a time: a request waits while the turn to write is held, so whoever holds it goes before those
/// that compute, who would keep the processor from it, and behind the request still.
/// </summary>
public sealed class WritingThread() : YieldingThreads(1, Nicer, "Background writes")
{
    private const int Nicer = 2;

    /// <summary>Runs <paramref name="write"/> here, or where the caller runs when the database takes many writers.</summary>
    public Task WriteAsync(SqlDialect dialect, Func<Task> write) => dialect.HasOneWriter
        ? RunAsync(async () =>
        {
            await write();
            return true;
        })
        : write();
}
