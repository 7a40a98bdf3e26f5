using Microsoft.EntityFrameworkCore;
using TicketRag.Core.Jobs;
using TicketRag.Core.Organizations;
using TicketRag.Core.Persistence;
using TicketRag.Core.Persistence.Postgres;
using TicketRag.Core.Persistence.Sqlite;
using TicketRag.Tests.Infrastructure.Servers;

namespace TicketRag.Tests.Jobs;

public sealed class JobRetentionTests(PostgresServer postgres) : IAsyncLifetime
{
    private static readonly OrganizationId Organization = OrganizationId.New();
    private static readonly JobRetentionOptions Options = new() { MaxAgeHours = 24, MaxJobs = 3, FailedMaxAgeDays = 30 };

    private readonly string _folder = Directory.CreateTempSubdirectory("ticketrag-retention").FullName;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public async Task What_is_old_or_too_many_goes_and_active_recent_and_failed_jobs_stay(string provider)
    {
        await using var db = await OpenAsync(provider);
        var now = TimeProvider.System.GetUtcNow();
        List<(string Name, Job Job)> jobs =
        [
            ("pending", Job(JobState.Pending, null)),
            ("running", Job(JobState.Running, null)),
            ("just ended 1", Job(JobState.Completed, now.AddMinutes(-1))),
            ("just ended 2", Job(JobState.Completed, now.AddMinutes(-2))),
            ("just ended 3", Job(JobState.Cancelled, now.AddMinutes(-3))),
            ("fourth, within the hour", Job(JobState.Completed, now.AddMinutes(-50))),
            ("fifth", Job(JobState.Completed, now.AddHours(-2))),
            ("old", Job(JobState.Completed, now.AddHours(-25))),
            ("failed", Job(JobState.Failed, now.AddDays(-29))),
            ("failed long ago", Job(JobState.Failed, now.AddDays(-31))),
        ];
        db.AddRange(jobs.Select(job => job.Job));
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);

        var deleted = await new JobRetention().ApplyAsync(db, Options, TestContext.Current.CancellationToken);

        db.ChangeTracker.Clear();
        var left = await db.Jobs.IgnoreQueryFilters().Select(job => job.Id).ToListAsync(TestContext.Current.CancellationToken);
        Assert.Equal(3, deleted);
        Assert.Equal(["fifth", "old", "failed long ago"], jobs.Where(job => !left.Contains(job.Job.Id)).Select(job => job.Name));
    }

    private async Task<AppDb> OpenAsync(string provider)
    {
        if (provider == "postgres")
        {
            var options = new DbContextOptionsBuilder<PostgresDb>().UseNpgsql(await postgres.CreateDatabaseAsync()).Options;
            return new PostgresDb(options, new CurrentOrganization(), TimeProvider.System);
        }

        var db = new SqliteDb(
            new DbContextOptionsBuilder<SqliteDb>()
                .UseSqlite($"Data Source={Path.Combine(_folder, "test.db")}")
                .AddInterceptors(new SqliteConnectionSetup(TimeProvider.System)).Options,
            new CurrentOrganization(), TimeProvider.System, new SqliteDialect(TimeProvider.System));
        await db.Database.MigrateAsync();
        return db;
    }

    private static Job Job(JobState state, DateTimeOffset? endedAt) => new()
    {
        Id = Guid.CreateVersion7(),
        OrganizationId = Organization,
        Kind = "test",
        Priority = JobPriority.Normal,
        State = state,
        RunAt = DateTimeOffset.UnixEpoch,
        Args = "{}",
        Attempt = 0,
        MaxAttempts = 5,
        CreatedAt = DateTimeOffset.UnixEpoch,
        EndedAt = endedAt,
        LeaseUntil = state == JobState.Running ? DateTimeOffset.UnixEpoch : null,
    };
}
