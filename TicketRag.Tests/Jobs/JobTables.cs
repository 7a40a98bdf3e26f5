using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TicketRag.Core.Idempotency;
using TicketRag.Core.Jobs;
using TicketRag.Core.Organizations;
using TicketRag.Core.Persistence;
using TicketRag.Core.Persistence.Postgres;
using TicketRag.Core.Persistence.Sqlite;
using TicketRag.Tests.Infrastructure;

namespace TicketRag.Tests.Jobs;

/// <summary>Job tables on the two databases.</summary>
public static class JobTables
{
    /// <summary>The clock of the table is <paramref name="clock"/>.</summary>
    public static async Task<JobTable> OnSqliteAsync(TemporaryFolder folder, ManualTimeProvider clock)
    {
        var file = Path.Combine(folder.Path, "jobs.db");
        await MigratedSqlite.CopyToAsync(file);
        var services = Services().AddSingleton<TimeProvider>(clock).AddSqlite(file).BuildServiceProvider();
        return new(services, span =>
        {
            clock.Advance(span);
            return Task.CompletedTask;
        });
    }

    /// <summary>The clock is the server's, so time goes by as all instants of the table move into the past.</summary>
    public static JobTable OnPostgres(string connectionString)
    {
        var services = Services().AddSingleton(TimeProvider.System).AddPostgres(connectionString).BuildServiceProvider();
        return new(services, async span =>
        {
            await using var scope = services.CreateAsyncScope();
            var database = scope.ServiceProvider.GetRequiredService<AppDb>().Database;
            await database.ExecuteSqlAsync($"UPDATE idempotency_keys SET created_at = created_at - {span}", TestContext.Current.CancellationToken);
            await database.ExecuteSqlAsync($"UPDATE job_limits SET refilled_at = refilled_at - {span}", TestContext.Current.CancellationToken);
            await database.ExecuteSqlAsync(
                $"UPDATE jobs SET run_at = run_at - {span}, created_at = created_at - {span}, started_at = started_at - {span}, lease_until = lease_until - {span}",
                TestContext.Current.CancellationToken);
        });
    }

    private static IServiceCollection Services() => new ServiceCollection()
        .AddLogging()
        .AddScoped<CurrentOrganization>()
        .AddSingleton<RecordedNudges>()
        .AddSingleton<IJobNudges>(provider => provider.GetRequiredService<RecordedNudges>())
        .AddSingleton<JobQueue>()
        .AddSingleton<JobGroupCommit>()
        .AddSingleton<JobBatches>()
        .AddSingleton<OncePerKey>()
        .AddSingleton<IdempotentJobs>()
        .AddSingleton<JobRedrive>()
        .AddSingleton<JobLimits>()
        .AddSingleton<JobLeases>()
        .AddSingleton<MaintenanceLeases>();
}
