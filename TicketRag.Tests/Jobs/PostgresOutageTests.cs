using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using TicketRag.Core.Jobs;
using TicketRag.Core.Organizations;
using TicketRag.Core.Persistence;
using TicketRag.Tests.Infrastructure.Servers;

namespace TicketRag.Tests.Jobs;

/// <summary>The worker's loops go on after a <see cref="DbException"/>, so a lost database must show as one and not as a defect.</summary>
public sealed class PostgresOutageTests(PostgresServer postgres)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static TheoryData<string> Statements => [.. Calls.Keys];

    private static Dictionary<string, Func<JobTable, AppDb, Task>> Calls { get; } = new()
    {
        ["claim"] = (table, db) => table.Leases.ClaimAsync(db, new("worker", 1, JobTable.Lease), Cancelled),
        ["renew"] = (table, db) => table.Leases.RenewAsync(db, "worker", [], JobTable.Lease, Cancelled),
        ["expired"] = (table, db) => table.Leases.ExpiredAsync(db, 1, Cancelled),
        ["overdue"] = (table, db) => table.Leases.AnyOverdueAsync(db, TimeSpan.Zero, Cancelled),
        ["chore"] = (table, db) => table.Services.GetRequiredService<MaintenanceLeases>().TryHoldAsync(db, "chore", "worker", JobTable.Lease, Cancelled),
        ["query"] = (_, db) => db.Jobs.ToListAsync(Cancelled),
        ["schema"] = (table, _) => table.Services.GetRequiredService<MigrationHistory>().HasNewestAsync(Cancelled),
    };

    [Theory]
    [MemberData(nameof(Statements))]
    public async Task Lost_connection_is_a_database_error_and_the_next_call_works_again(string statement)
    {
        var connectionString = await postgres.CreateDatabaseAsync();
        await using var table = JobTables.OnPostgres(connectionString);
        await CallAsync();
        await CutAllConnectionsAsync(connectionString);

        var lost = await Assert.ThrowsAnyAsync<DbException>(CallAsync);

        Assert.True(lost.IsTransient);
        await CallAsync();

        Task<bool> CallAsync() => table.WithDbAsync(async db =>
        {
            await Calls[statement](table, db);
            return true;
        }, OrganizationId.System);
    }

    [Fact]
    public async Task Server_that_is_not_there_is_a_database_error()
    {
        await using var table = JobTables.OnPostgres($"Host=localhost;Port={ServerProcess.FreePort()};Username=postgres;Database=none");
        foreach (var call in Calls.Values)
        {
            Assert.True((await Assert.ThrowsAnyAsync<DbException>(() => table.WithDbAsync(async db =>
            {
                await call(table, db);
                return true;
            }))).IsTransient);
        }
    }

    private static async Task CutAllConnectionsAsync(string connectionString)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync(Cancelled);
        await using var command = new NpgsqlCommand(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()", connection);
        await command.ExecuteNonQueryAsync(Cancelled);
    }
}
