using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TicketRag.Core.Jobs;
using TicketRag.Core.Jobs.Events;

namespace TicketRag.Core.Persistence.Sqlite;

public static class SqliteRegistration
{
    /// <summary>The database as one file (WAL), with its health check.</summary>
    public static IServiceCollection AddSqlite(this IServiceCollection services, string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        services.AddSingleton(new SqliteFile(path));
        services.AddSingleton<SqliteDialect>();
        services.AddSingleton<SqliteConnectionSetup>();
        services.AddHostedService<WalCheckpointer>();
        services.AddSingleton<ISchemaLock, SqliteSchemaLock>();
        services.AddSingleton(new DatabaseProbe(() => new SqliteConnection(ConnectionString(path, SqliteOpenMode.ReadWrite))));
        services.AddSingleton(provider => new MigrationHistory(
            provider.GetRequiredService<DatabaseProbe>(), typeof(SqliteDb), provider.GetRequiredService<SqliteDialect>()));
        services.AddSingleton<IJobFeed, SqliteJobFeed>();
        services.AddSingleton<IJobStatements, SqliteJobStatements>();
        services.AddDbContext<AppDb, SqliteDb>(
            (provider, options) => options
                .UseSqlite(ConnectionString(path))
                .AddInterceptors(provider.GetRequiredService<SqliteConnectionSetup>()),
            optionsLifetime: ServiceLifetime.Singleton);
        services.AddHealthChecks().AddCheck<DatabaseHealthCheck>(DatabaseHealthCheck.Name);
        return services;
    }

    // Only EF makes the file: what it makes is in WAL mode.
    private static string ConnectionString(string path, SqliteOpenMode mode = SqliteOpenMode.ReadWriteCreate) =>
        new SqliteConnectionStringBuilder { DataSource = path, DefaultTimeout = 30, Mode = mode, Cache = SqliteCacheMode.Default }.ToString();
}
