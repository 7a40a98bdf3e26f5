using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace TicketRag.Core.Persistence;

/// <summary>Brings the schema up to date, one process at a time, under a lock that dies with its process.</summary>
public sealed partial class SchemaMigrator(IServiceScopeFactory scopes, ISchemaLock schemaLock, ILogger<SchemaMigrator> logger)
{
    public async Task MigrateAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();

        // Migrate() costs a second even with nothing to apply, so the usual start only looks.
        if (await IsCurrentAsync(db, cancellationToken))
        {
            return;
        }

        await using var held = await schemaLock.AcquireAsync(db, cancellationToken);
        if (!await IsCurrentAsync(db, cancellationToken))
        {
            LogMigrating(logger);
            await db.Database.MigrateAsync(cancellationToken);
        }
    }

    /// <summary>Whether the newest migration that this build knows has been applied; false, too, where the database can't be asked.</summary>
    public static async Task<bool> IsCurrentAsync(AppDb db, CancellationToken cancellationToken)
    {
        var history = db.GetService<IHistoryRepository>();
        if (!await history.ExistsAsync(cancellationToken))
        {
            return false;
        }

        var applied = await history.GetAppliedMigrationsAsync(cancellationToken);
        return applied.Select(row => row.MigrationId).Contains(db.Database.GetMigrations().Last());
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Bringing the database schema up to date")]
    private static partial void LogMigrating(ILogger logger);
}

/// <summary>Keeps other processes from migrating at the same time.</summary>
public interface ISchemaLock
{
    Task<IAsyncDisposable> AcquireAsync(AppDb db, CancellationToken cancellationToken);
}
