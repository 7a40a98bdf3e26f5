using Microsoft.EntityFrameworkCore;
using Npgsql;
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
        using var sqlite = Sqlite();
        using var onPostgres = Postgres("Host=localhost");

        Assert.False(sqlite.Database.HasPendingModelChanges());
        Assert.False(onPostgres.Database.HasPendingModelChanges());
    }

    [Fact]
    public async Task Migrated_postgres_has_the_newest_migration() =>
        Assert.True(await History(await postgres.CreateDatabaseAsync()).HasNewestAsync(TestContext.Current.CancellationToken));

    [Fact]
    public async Task Empty_postgres_has_not() =>
        Assert.False(await History(await postgres.CreateEmptyDatabaseAsync()).HasNewestAsync(TestContext.Current.CancellationToken));

    [Fact]
    public void Newest_migration_is_the_last_that_EF_would_apply()
    {
        using var sqlite = Sqlite();
        using var onPostgres = Postgres("Host=localhost");

        Assert.Equal(sqlite.Database.GetMigrations().Last(), new MigrationHistory(new(() => null!), typeof(SqliteDb), sqlite.Dialect).Newest);
        Assert.Equal(onPostgres.Database.GetMigrations().Last(), History("Host=localhost").Newest);
    }

    private static MigrationHistory History(string connectionString) =>
        new(new(() => new NpgsqlConnection(connectionString)), typeof(PostgresDb), PostgresDialect.Instance);

    private static SqliteDb Sqlite() => new(
        new DbContextOptionsBuilder<SqliteDb>().UseSqlite("Data Source=:memory:").Options, new CurrentOrganization(), TimeProvider.System, new SqliteDialect(TimeProvider.System));

    private static PostgresDb Postgres(string connectionString) =>
        new(new DbContextOptionsBuilder<PostgresDb>().UseNpgsql(connectionString).Options, new CurrentOrganization(), TimeProvider.System);
}
