using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace TicketRag.Core.Persistence;

/// <summary>Tells a database that is away, or too busy just now, from a statement that was wrong.</summary>
public static class DatabaseOutage
{
    // PostgreSQL's error codes (its documentation, appendix A): connection exceptions, insufficient resources, operator intervention;
    // and those of a database that takes no connections.
    private static readonly string[] AwayStates = ["08", "53", "57P", "55000", "3D000"];

    // SQLite's result codes: busy, locked, an I/O error, a full disk, a file that can't be opened.
    private static readonly int[] AwayCodes = [5, 6, 10, 13, 14];

    /// <summary>Whether trying again later can help.</summary>
    public static bool Is(Exception exception) => Cause(exception) switch
    {
        null => false,
        { IsTransient: true } => true,
        PostgresException refused => AwayStates.Any(state => refused.SqlState.StartsWith(state, StringComparison.Ordinal)),
        NpgsqlException => true,
        SqliteException failed => AwayCodes.Contains(failed.SqliteErrorCode),
        _ => false,
    };

    /// <summary>The database's own error. EF Core puts transient ones inside an <see cref="InvalidOperationException"/>.</summary>
    public static DbException? Cause(Exception? exception)
    {
        while (exception is not (null or DbException))
        {
            exception = exception.InnerException;
        }

        return exception as DbException;
    }
}
