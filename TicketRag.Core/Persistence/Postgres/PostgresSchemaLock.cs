using Microsoft.EntityFrameworkCore;

namespace TicketRag.Core.Persistence.Postgres;

/// <summary>A session's advisory lock: the server lets go of it when the connection ends.</summary>
internal sealed class PostgresSchemaLock : ISchemaLock
{
    // Any number will do, as long as every version of the product uses the same.
    private const long Key = 7_264_711_902;

    public async Task<IAsyncDisposable> AcquireAsync(AppDb db, CancellationToken cancellationToken)
    {
        // Another's migration, and then ours, take what they take.
        db.Database.SetCommandTimeout(TimeSpan.Zero);
        await db.Database.OpenConnectionAsync(cancellationToken);
        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_lock({Key})", cancellationToken);
        return new Held(db);
    }

    private sealed class Held(AppDb db) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_unlock({Key})");
            await db.Database.CloseConnectionAsync();
        }
    }
}
