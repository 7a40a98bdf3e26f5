using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using TicketRag.Core.Jobs;
using TicketRag.Core.Jobs.Events;

namespace TicketRag.Core.Persistence.Postgres;

/// <summary>
/// Postgres with its health check and telemetry (Npgsql's own sources). Aspire.Npgsql.EntityFrameworkCore.PostgreSQL can take this
/// file's place: docs/decisions/0002-client-packages.md.
/// </summary>
public static class PostgresRegistration
{
    // A process that stands still in the middle of a transaction, or whose host is gone without a word, must not keep its rows locked: by then others want them.
    private const string EndIdleTransactions = "SET idle_in_transaction_session_timeout = '10s'";

    // What a connection sends for the fifth time is parsed and planned for the last: a fifth of the server's work for a ticket was that. Whoever's server shares connections between
    // transactions sets Max Auto Prepare=0.
    private const string PreparesOften = "Max Auto Prepare=100;";

    public static IServiceCollection AddPostgres(this IServiceCollection services, string connectionString)
    {
        // Nothing here leaves state in a session, and resetting it would cost seven statements before the first of every scope.
        services.AddSingleton(_ => CreateDataSource(new(PreparesOften + connectionString) { NoResetOnClose = true }));
        services.AddSingleton<ISchemaLock, PostgresSchemaLock>();
        services.AddSingleton(provider => new DatabaseProbe(provider.GetRequiredService<NpgsqlDataSource>().CreateConnection));
        services.AddSingleton(provider => new MigrationHistory(
            provider.GetRequiredService<DatabaseProbe>(), typeof(PostgresDb), PostgresDialect.Instance));
        services.AddSingleton<IJobFeed, PostgresJobFeed>();
        services.AddSingleton<IJobStatements, PostgresJobStatements>();
        services.AddSingleton<IDatabaseStatistics, PostgresStatistics>();

        // The provider's own strategy turns a lost connection into an InvalidOperationException, which nobody can tell from a defect.
        services.AddDbContext<AppDb, PostgresDb>(
            (provider, options) => options.UseNpgsql(
                provider.GetRequiredService<NpgsqlDataSource>(),
                npgsql => npgsql.ExecutionStrategy(dependencies => new NonRetryingExecutionStrategy(dependencies))),
            optionsLifetime: ServiceLifetime.Singleton);
        services.AddHealthChecks().AddCheck<DatabaseHealthCheck>(DatabaseHealthCheck.Name);
        return services;
    }

    private static NpgsqlDataSource CreateDataSource(NpgsqlConnectionStringBuilder connection)
    {
        var builder = new NpgsqlDataSourceBuilder(connection.ConnectionString);
        builder.UsePhysicalConnectionInitializer(
            static opened =>
            {
                using var command = new NpgsqlCommand(EndIdleTransactions, opened);
                command.ExecuteNonQuery();
            },
            static async opened =>
            {
                await using var command = new NpgsqlCommand(EndIdleTransactions, opened);
                await command.ExecuteNonQueryAsync();
            });
        return builder.Build();
    }
}
