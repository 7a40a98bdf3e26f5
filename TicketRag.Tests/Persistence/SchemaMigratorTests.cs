using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;
using TicketRag.Core.Organizations;
using TicketRag.Core.Persistence;
using TicketRag.Core.Persistence.Postgres;
using TicketRag.Core.Persistence.Sqlite;
using TicketRag.Tests.Infrastructure;
using TicketRag.Tests.Infrastructure.Servers;
using TicketRag.Tests.Jobs;

namespace TicketRag.Tests.Persistence;

public sealed class SchemaMigratorTests(PostgresServer postgres) : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ManualTimeProvider _clock = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private string File => Path.Combine(_folder.Path, "ticketrag.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public Task Processes_that_start_together_on_an_empty_sqlite_file_migrate_once() =>
        MigrateTogetherAsync(() => Process(TimeProvider.System, services => services.AddSqlite(File)));

    [Fact]
    public async Task Processes_that_start_together_on_an_empty_postgres_migrate_once()
    {
        var connectionString = await postgres.CreateEmptyDatabaseAsync();
        await MigrateTogetherAsync(() => Process(TimeProvider.System, services => services.AddPostgres(connectionString)));
    }

    [Fact]
    public async Task Fresh_sqlite_file_is_in_WAL_mode_whoever_looked_for_it_before()
    {
        await using var process = Process(_clock, services => services.AddSqlite(File));
        await Assert.ThrowsAsync<SqliteException>(() => process.GetRequiredService<MigrationHistory>().HasNewestAsync(Cancelled));

        await MigrateAsync(process);

        Assert.Equal("wal", await WithDbAsync(process, async db => (await db.Database.SqlQueryRaw<string>("PRAGMA journal_mode").ToListAsync(Cancelled)).Single()));
    }

    [Fact]
    public async Task Lock_row_that_a_killed_process_left_behind_stops_nobody()
    {
        await using var process = Process(_clock, services => services.AddSqlite(File));
        await WithDbAsync(process, async db => await db.Database.ExecuteSqlRawAsync(
            """
            CREATE TABLE "__EFMigrationsLock" ("Id" INTEGER NOT NULL CONSTRAINT "PK___EFMigrationsLock" PRIMARY KEY, "Timestamp" TEXT NOT NULL);
            INSERT INTO "__EFMigrationsLock" VALUES (1, '2026-01-01 00:00:00');
            """, Cancelled));

        await MigrateAsync(process);

        Assert.True(await process.GetRequiredService<MigrationHistory>().HasNewestAsync(Cancelled));
    }

    [Fact]
    public async Task Lock_of_a_process_that_dies_passes_to_the_next()
    {
        await using var process = Process(_clock, services => services.AddSqlite(File));
        using var holder = await HoldAsync(File + ".migrating");
        var migrating = MigrateAsync(process);
        await _clock.WhenTimersAsync(1, Cancelled);
        _clock.Advance(TimeSpan.FromMinutes(1));
        await _clock.WhenTimersAsync(1, Cancelled);
        Assert.False(migrating.IsCompleted);

        holder.Kill();
        await holder.WaitForExitAsync(Cancelled);
        _clock.Advance(TimeSpan.FromSeconds(1));

        await migrating;
        Assert.True(await process.GetRequiredService<MigrationHistory>().HasNewestAsync(Cancelled));
    }

    [Fact]
    public async Task Folder_that_is_not_there_is_an_error_and_not_a_wait()
    {
        await using var process = Process(_clock, services => services.AddSqlite(Path.Combine(_folder.Path, "gone", "ticketrag.db")));
        Directory.Delete(Path.Combine(_folder.Path, "gone"));

        await Assert.ThrowsAsync<DirectoryNotFoundException>(() => MigrateAsync(process));
    }

    private static async Task MigrateTogetherAsync(Func<ServiceProvider> start)
    {
        var processes = Enumerable.Range(0, 4).Select(_ => start()).ToList();
        await Task.WhenAll(processes.Select(process => Task.Run(() => MigrateAsync(process), Cancelled)));
        foreach (var process in processes)
        {
            await WithDbAsync(process, async db =>
            {
                Assert.Equal(db.Database.GetMigrations(), (await db.GetService<IHistoryRepository>().GetAppliedMigrationsAsync(Cancelled)).Select(row => row.MigrationId));
                return await db.Jobs.CountAsync(Cancelled);
            });
            await process.DisposeAsync();
        }
    }

    private static Task MigrateAsync(ServiceProvider process) => process.GetRequiredService<SchemaMigrator>().MigrateAsync(Cancelled);

    private static async Task<T> WithDbAsync<T>(ServiceProvider process, Func<AppDb, Task<T>> use)
    {
        await using var scope = process.CreateAsyncScope();
        return await use(scope.ServiceProvider.GetRequiredService<AppDb>());
    }

    private static ServiceProvider Process(TimeProvider time, Action<IServiceCollection> addDatabase)
    {
        var services = new ServiceCollection().AddLogging().AddSingleton(time).AddScoped<CurrentOrganization>().AddSingleton<SchemaMigrator>();
        addDatabase(services);
        return services.BuildServiceProvider();
    }

    // Locks the file as the product does on Unix, until it is killed.
    private static async Task<Process> HoldAsync(string path)
    {
        ServerProcess.Find("flock");
        var holder = System.Diagnostics.Process.Start(new ProcessStartInfo("sh", ["-c", $"exec 9>'{path}'; flock 9; echo held; exec sleep 600"])
        {
            RedirectStandardOutput = true,
        })!;
        Assert.Equal("held", await holder.StandardOutput.ReadLineAsync(Cancelled));
        return holder;
    }
}
