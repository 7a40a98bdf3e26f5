using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace TicketRag.Core.Persistence.Sqlite;

/// <summary>What every connection needs: the clock for job SQL, and SQLite's own wait for a lock (the driver's sleeps 150 ms a turn).</summary>
public sealed class SqliteConnectionSetup(TimeProvider time) : DbConnectionInterceptor
{
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
        command.CommandText = "PRAGMA busy_timeout = 5000; PRAGMA foreign_keys = ON;";
        command.ExecuteNonQuery();
    }
}
