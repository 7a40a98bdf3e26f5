using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace TicketRag.Core.Persistence;

/// <summary>Brings the schema up to date, one process at a time, under a lock that dies with its process.</summary>
public sealed partial class SchemaMigrator(
    IServiceScopeFactory scopes, MigrationHistory history, ISchemaLock schemaLock, ILogger<SchemaMigrator> logger)
{
    public async Task MigrateAsync(CancellationToken cancellationToken)
    {
        // Migrate() costs a second even with nothing to apply, so the usual start only looks.
        if (await IsThereAsync(cancellationToken))
        {
            return;
        }

        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        await using var held = await schemaLock.AcquireAsync(db, cancellationToken);
        if (!await IsThereAsync(cancellationToken))
        {
            LogMigrating(logger);
            await db.Database.MigrateAsync(cancellationToken);
        }
    }

    // Where the database can't be asked, migrating says why, or makes it.
    private async Task<bool> IsThereAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await history.HasNewestAsync(cancellationToken);
        }
        catch (DbException exception) when (DatabaseOutage.Is(exception))
        {
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Bringing the database schema up to date")]
    private static partial void LogMigrating(ILogger logger);
}

/// <summary>Keeps other processes from migrating at the same time.</summary>
public interface ISchemaLock
{
    Task<IAsyncDisposable> AcquireAsync(AppDb db, CancellationToken cancellationToken);
}
