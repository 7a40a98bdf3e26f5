using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TicketRag.Core.Jobs;
using TicketRag.Core.Organizations;
using TicketRag.IngestWorker.Jobs;
using TicketRag.Tests.Infrastructure;
using TicketRag.Tests.Infrastructure.Servers;

namespace TicketRag.Tests.Jobs;

public sealed class JobTableTidierTests(PostgresServer postgres)
{
    private const int Many = 10_000;

    /// <summary>The server's own brake: a rest of 0.4 s after each of the table's hundreds of pages, so that a round takes minutes.</summary>
    private const string Slow = ";Options=-c vacuum_cost_delay=100 -c vacuum_cost_limit=1 -c vacuum_cost_page_hit=4";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact(Timeout = 120_000)]
    public async Task Stopped_worker_gives_up_a_round_that_is_under_way_and_says_nothing_of_it()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var table = JobTables.OnPostgres(database + Slow);
        await FillAsync(table);
        var process = table.Services;
        using var log = new LogLines();
        process.GetRequiredService<ILoggerFactory>().AddProvider(log);
        var tidier = new JobTableTidier(
            process.GetRequiredService<IServiceScopeFactory>(), process.GetRequiredService<IJobStatements>(), process.GetRequiredService<ILogger<JobTableTidier>>());
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        tidier.Claimed(Many, isQuiet: true, stopping.Token);
        await UnderWayAsync(table, rounds: 1);

        await stopping.CancelAsync();
        await tidier.Round.WaitAsync(TimeSpan.FromSeconds(20), Cancelled);

        await UnderWayAsync(table, rounds: 0);
        Assert.DoesNotContain(log.All, line => line.Level >= LogLevel.Warning);
    }

    private static Task FillAsync(JobTable table) => table.WithDbAsync(db => db.Database.ExecuteSqlAsync(
        $"""
        INSERT INTO jobs (id, organization_id, kind, priority, state, run_at, args, attempt, max_attempts, interruptions, fence, created_at,
            processed_items, total_items, chunks_created, children, children_failed, children_cancelled)
        SELECT gen_random_uuid(), {OrganizationId.New().Value}, 'test_job', 10, 'pending', now(), {new string('x', 200)}, 0, 5, 0, 0, now(), 0, 1, 0, 0, 0, 0
        FROM generate_series(1, {Many})
        """, Cancelled));

    private static Task UnderWayAsync(JobTable table, int rounds) => Eventually.TrueAsync(
        () => table.WithDbAsync(async db => await db.Database.SqlQuery<int>(
            $"""
            SELECT count(*)::int AS "Value" FROM pg_stat_progress_vacuum JOIN pg_stat_activity USING (pid)
            WHERE pg_stat_activity.datname = current_database() AND backend_type = 'client backend' AND relid = 'jobs'::regclass
            """).SingleAsync(Cancelled) == rounds),
        TimeSpan.FromSeconds(20), () => $"there are not {rounds} rounds under way", Cancelled);
}
