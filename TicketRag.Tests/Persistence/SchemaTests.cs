using Microsoft.EntityFrameworkCore;
using TicketRag.Core.Organizations;
using TicketRag.Core.Persistence;
using TicketRag.Core.Persistence.Postgres;
using TicketRag.Core.Persistence.Sqlite;
using TicketRag.Tests.Infrastructure.Servers;

namespace TicketRag.Tests.Persistence;

public sealed class SchemaTests(PostgresServer postgres)
{
    [Fact]
    public void Both_migration_sets_hold_the_whole_model()
    {
        using var sqlite = new SqliteDb(
            new DbContextOptionsBuilder<SqliteDb>().UseSqlite("Data Source=:memory:").Options, new CurrentOrganization(), TimeProvider.System, new SqliteDialect());
        using var onPostgres = Postgres("Host=localhost");

        Assert.False(sqlite.Database.HasPendingModelChanges());
        Assert.False(onPostgres.Database.HasPendingModelChanges());
    }

    [Fact]
    public async Task Migrated_postgres_is_current()
    {
        await using var db = Postgres(await postgres.CreateDatabaseAsync());

        Assert.True(await SchemaMigrator.IsCurrentAsync(db, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Empty_postgres_is_not_current()
    {
        await using var db = Postgres(await postgres.CreateEmptyDatabaseAsync());

        Assert.False(await SchemaMigrator.IsCurrentAsync(db, TestContext.Current.CancellationToken));
    }

    private static PostgresDb Postgres(string connectionString) =>
        new(new DbContextOptionsBuilder<PostgresDb>().UseNpgsql(connectionString).Options, new CurrentOrganization(), TimeProvider.System);
}
