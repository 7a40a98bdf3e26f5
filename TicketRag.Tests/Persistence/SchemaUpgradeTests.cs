using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;
using TicketRag.Core.Documents.Reindexing;
using TicketRag.Core.Jobs;
using TicketRag.Core.Organizations;
using TicketRag.Core.Persistence;
using TicketRag.Core.Persistence.Postgres;
using TicketRag.Core.Persistence.Sqlite;
using TicketRag.Tests.Infrastructure;
using TicketRag.Tests.Infrastructure.Servers;

namespace TicketRag.Tests.Persistence;

/// <summary>Databases of an earlier version that have rows already.</summary>
public sealed class SchemaUpgradeTests(PostgresServer postgres) : IDisposable
{
    private static readonly DateTimeOffset LongAgo = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();
    private readonly OrganizationId _organization = OrganizationId.New();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public Task Index_settings_of_a_sqlite_database_from_before_recency_are_kept() =>
        UpgradeAsync(services => services.AddSqlite(Path.Combine(_folder.Path, "ticketrag.db")));

    [Fact]
    public async Task Index_settings_of_a_postgres_database_from_before_recency_are_kept()
    {
        var connectionString = await postgres.CreateEmptyDatabaseAsync();
        await UpgradeAsync(services => services.AddPostgres(connectionString));
    }

    [Fact]
    public Task Claims_of_a_sqlite_database_from_before_jobs_kept_the_last_themselves_stay_on_record() =>
        UpgradeClaimsAsync(services => services.AddSqlite(Path.Combine(_folder.Path, "ticketrag.db")));

    [Fact]
    public async Task Claims_of_a_postgres_database_from_before_jobs_kept_the_last_themselves_stay_on_record()
    {
        var connectionString = await postgres.CreateEmptyDatabaseAsync();
        await UpgradeClaimsAsync(services => services.AddPostgres(connectionString));
    }

    private async Task UpgradeClaimsAsync(Action<IServiceCollection> addDatabase)
    {
        await using var process = Process(addDatabase);
        var (completed, failed) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var changes = await WithDbAsync(process, _organization, async db =>
        {
            await db.GetService<IMigrator>().MigrateAsync(MigrationBefore(db, "JobsByOrganization"), Cancelled);
            await InsertJobAsync(db, completed, "completed", "vanished");
            await InsertJobAsync(db, failed, "failed", "retried");
            return await ChangesAsync(db);
        });

        await process.GetRequiredService<SchemaMigrator>().MigrateAsync(Cancelled);

        Assert.Equal(changes, await WithDbAsync(process, _organization, ChangesAsync));
        Assert.Equal(["1 vanished trace-1", "2 completed trace-2"], await ClaimsAsync(process, completed));
        Assert.Equal(["1 retried trace-1", "2 failed trace-2"], await ClaimsAsync(process, failed));
        Assert.Equal(3, await WithDbAsync(process, _organization, db => db.JobAttempts.CountAsync(Cancelled)));
    }

    private async Task InsertJobAsync(AppDb db, Guid id, string state, string firstOutcome)
    {
        await db.Database.ExecuteSqlRawAsync(
            """
            INSERT INTO jobs (id, organization_id, kind, priority, state, run_at, args, attempt, max_attempts, interruptions, fence, worker_id, created_at, started_at, ended_at,
                processed_items, total_items, chunks_created, children, children_failed, children_cancelled)
            VALUES ({0}, {1}, 'no_op', 10, {2}, {3}, '{{}}', 1, 5, 1, 2, 'worker', {3}, {3}, {3}, 1, 1, 0, 0, 0, 0)
            """, [id, _organization.Value, state, Stored(db, LongAgo)], Cancelled);
        foreach (var (fence, outcome) in new[] { (1, firstOutcome), (2, state) })
        {
            await db.Database.ExecuteSqlRawAsync(
                """
                INSERT INTO job_attempts (job_id, fence, outcome, worker_id, started_at, ended_at, trace_id) VALUES ({0}, {1}, {2}, 'worker', {3}, {3}, {4})
                """, [id, fence, outcome, Stored(db, LongAgo), $"trace-{fence}"], Cancelled);
        }
    }

    private Task<List<string>> ClaimsAsync(ServiceProvider process, Guid id) => WithDbAsync(process, _organization, async db =>
        (await JobHistory.OfAsync(db, await db.Jobs.SingleAsync(job => job.Id == id, Cancelled), Cancelled))
            .Select(claim => $"{claim.Fence} {claim.Outcome} {claim.TraceId}").ToList());

    private static Task<int> ChangesAsync(AppDb db) => db.Database.SqlQueryRaw<int>("""SELECT count(*) AS "Value" FROM job_changes""").SingleAsync(Cancelled);

    private static ServiceProvider Process(Action<IServiceCollection> addDatabase)
    {
        var services = new ServiceCollection().AddLogging().AddSingleton(TimeProvider.System).AddScoped<CurrentOrganization>().AddSingleton<SchemaMigrator>();
        addDatabase(services);
        return services.BuildServiceProvider();
    }

    private async Task UpgradeAsync(Action<IServiceCollection> addDatabase)
    {
        await using var process = Process(addDatabase);
        await WithDbAsync(process, _organization, async db =>
        {
            await db.GetService<IMigrator>().MigrateAsync(MigrationBefore(db, "RecencyOfOrganizations"), Cancelled);
            return await db.Database.ExecuteSqlRawAsync(
                "INSERT INTO index_settings (organization_id, max_tokens, overlap_tokens, embedding_model, updated_at) VALUES ({0}, 123, 45, 'another-model', {1})",
                [_organization.Value, Stored(db, LongAgo)], Cancelled);
        });
        Assert.False(await process.GetRequiredService<MigrationHistory>().HasNewestAsync(Cancelled));

        await process.GetRequiredService<SchemaMigrator>().MigrateAsync(Cancelled);

        Assert.True(await process.GetRequiredService<MigrationHistory>().HasNewestAsync(Cancelled));
        var kept = await WithDbAsync(process, _organization, db => db.IndexSettings.SingleAsync(Cancelled));
        Assert.Equal((123, 45, "another-model", null, LongAgo), (kept.MaxTokens, kept.OverlapTokens, kept.EmbeddingModel, kept.RecencyHalfLife, kept.UpdatedAt));
        Assert.Equal((123, TimeSpan.FromDays(30)), await AgedAsync(process, _organization));
        Assert.Equal((null, TimeSpan.FromDays(30)), await AgedAsync(process, OrganizationId.New()));
    }

    private static Task<(int? MaxTokens, TimeSpan? HalfLife)> AgedAsync(ServiceProvider process, OrganizationId organization) =>
        WithDbAsync(process, organization, async db =>
        {
            await using var write = await db.BeginWriteAsync(Cancelled);
            (await IndexSettings.ToChangeAsync(write, Cancelled)).RecencyHalfLife = TimeSpan.FromDays(30);
            await write.CommitAsync(Cancelled);
            var changed = await db.IndexSettings.AsNoTracking().SingleAsync(Cancelled);
            return (changed.MaxTokens, changed.RecencyHalfLife);
        });

    private static string MigrationBefore(AppDb db, string name) =>
        db.Database.GetMigrations().TakeWhile(migration => !migration.EndsWith("_" + name, StringComparison.Ordinal)).Last();

    private static object Stored(AppDb db, DateTimeOffset instant) =>
        db.Model.FindEntityType(typeof(IndexSettings))!.FindProperty(nameof(IndexSettings.UpdatedAt))!.GetTypeMapping().Converter?.ConvertToProvider(instant) ?? instant;

    private static async Task<T> WithDbAsync<T>(ServiceProvider process, OrganizationId organization, Func<AppDb, Task<T>> use)
    {
        await using var scope = process.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentOrganization>().Set(organization);
        return await use(scope.ServiceProvider.GetRequiredService<AppDb>());
    }
}
