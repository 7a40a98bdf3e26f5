using Microsoft.Extensions.DependencyInjection;
using TicketRag.Core.Organizations;
using TicketRag.Core.Persistence.Postgres;
using TicketRag.Core.Persistence.Sqlite;
using TicketRag.Tests.Infrastructure.Servers;

namespace TicketRag.Tests.Infrastructure;

/// <summary>The system of record alone, on a new database with the current schema: for suites that run on each.</summary>
internal static class DatabaseServices
{
    public static async Task<ServiceProvider> OnPostgresAsync(PostgresServer postgres) => Shared().AddPostgres(await postgres.CreateDatabaseAsync()).BuildServiceProvider();

    public static async Task<ServiceProvider> OnSqliteAsync(TemporaryFolder folder)
    {
        var file = Path.Combine(folder.Path, "record.db");
        await MigratedSqlite.CopyToAsync(file);
        return Shared().AddSqlite(file).BuildServiceProvider();
    }

    private static IServiceCollection Shared() => new ServiceCollection().AddLogging().AddScoped<CurrentOrganization>().AddSingleton(TimeProvider.System);
}
