using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace TicketRag.Core.Persistence.Sqlite;

/// <summary>
/// Moves what the log (the <c>-wal</c> file) holds into the database beside the writers. Left to SQLite, whoever commits after a thousand pages does it and waits for the disk twice, a
/// request as well, while all others wait to write. See "Checkpointing" in SQLite's "Write-Ahead Logging" (https://www.sqlite.org/wal.html).
/// </summary>
internal sealed partial class WalCheckpointer(SqliteFile file, SqliteDialect dialect, ILogger<WalCheckpointer> logger) : BackgroundService
{
    /// <summary>From here on writers are held up for what is left, so that the log begins anew and grows no further: 16 MB of pages.</summary>
    private const int MaxFrames = 4000;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await dialect.ManyCommitsAsync(stoppingToken);
            try
            {
                await CheckpointAsync(MaxFrames, stoppingToken);
            }
            catch (SqliteException exception)
            {
                // Nothing is lost: the log holds it, and a committer does it in time.
                LogFailed(exception);
            }
        }
    }

    /// <param name="maxFrames">With more than so many pages in the log, what is left is moved in a turn to write.</param>
    internal async Task CheckpointAsync(int maxFrames, CancellationToken cancellationToken)
    {
        await using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file.Path, Mode = SqliteOpenMode.ReadWrite }.ToString());
        await connection.OpenAsync(cancellationToken);
        if (Checkpoint(connection) > maxFrames)
        {
            using var turn = await dialect.WaitForTurnToWriteAsync(WriteUrgency.Background, cancellationToken);
            Checkpoint(connection);
        }
    }

    // Readers and writers go on meanwhile. Where readers still need what a page was, it stays in the log for the next time.
    private static long Checkpoint(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA wal_checkpoint(PASSIVE)";
        using var row = command.ExecuteReader();
        row.Read();
        return row.GetInt64(1);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The database's log could not be moved into it")]
    private partial void LogFailed(Exception exception);
}
