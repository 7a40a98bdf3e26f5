using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace TicketRag.Core.Persistence.Sqlite;

/// <summary>
/// What every connection needs: the clock for job SQL, SQLite's own wait for a lock (the driver's sleeps 150 ms a turn), and pages read from the mapped file: each connection's cache
/// is empty again after every write of another, and copying pages was a sixth of all time of ingestion. WAL mode maps a file, too, so it asks nothing more of the file system.
/// Commits leave checkpoints to <see cref="WalCheckpointer"/>, unless it does not get to it.
/// </summary>
public sealed class SqliteConnectionSetup(TimeProvider time) : DbConnectionInterceptor
{
    private const string Settings = "PRAGMA busy_timeout = 5000; PRAGMA foreign_keys = ON; PRAGMA mmap_size = 268435456; PRAGMA wal_autocheckpoint = 8000;";

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) => SetUp(connection);

    public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        SetUp(connection);
        return Task.CompletedTask;
    }

    private void SetUp(DbConnection connection)
    {
        var sqlite = (SqliteConnection)connection;
        sqlite.CreateFunction(SqliteDialect.NowFunction, () => time.GetUtcNow().ToUnixMicroseconds());
        using var command = sqlite.CreateCommand();
        command.CommandText = Settings;
        command.ExecuteNonQuery();
    }
}
