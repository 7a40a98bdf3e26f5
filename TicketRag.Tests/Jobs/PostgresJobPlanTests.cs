using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using TicketRag.Core.Jobs;
using TicketRag.Core.Organizations;
using TicketRag.Core.Persistence;
using TicketRag.IngestWorker.Jobs;
using TicketRag.Tests.Infrastructure.Servers;

namespace TicketRag.Tests.Jobs;

/// <summary>
/// How Postgres carries out the product's own statements, as the server's auto_explain reports it. Plans are generic, as those of prepared
/// statements are: they know nothing of the values.
/// </summary>
public sealed class PostgresJobPlanTests(PostgresServer postgres) : IAsyncLifetime
{
    private const int Many = 20_000;
    private const string Explained =
        ";Options=-c session_preload_libraries=auto_explain -c auto_explain.log_min_duration=0 -c auto_explain.log_analyze=on " +
        "-c auto_explain.log_buffers=on -c auto_explain.log_format=json -c client_min_messages=log -c plan_cache_mode=force_generic_plan";

    private static readonly OrganizationId Acme = OrganizationId.New();
    private static readonly OrganizationId Globex = OrganizationId.New();

    private JobTable? _table;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private JobTable Table => _table ?? throw new InvalidOperationException("The test has not begun.");

    public async ValueTask InitializeAsync() => _table = JobTables.OnPostgres(await postgres.CreateDatabaseAsync() + Explained);

    public ValueTask DisposeAsync() => Table.DisposeAsync();

    [Fact]
    public async Task Statements_by_id_use_the_primary_key_though_statistics_know_of_no_running_job()
    {
        await FillAsync(Many, TimeSpan.Zero);
        await ExecuteAsync("UPDATE jobs SET state = 'completed', ended_at = now()");
        await ExecuteAsync("VACUUM ANALYZE jobs");
        await Table.EnqueueAsync(Acme);
        await Table.EnqueueAsync(Acme);
        var job = await Table.ClaimOneAsync();
        var another = await Table.ClaimOneAsync();

        var plans = await PlansAsync(async db =>
        {
            await Table.Leases.RenewAsync(db, "worker", [job], JobTable.Lease, Cancelled);
            await Table.Leases.CompleteAsync(db, [new(another, "{}", null, null, null)], Cancelled);
            await using var write = await db.BeginWriteAsync(Cancelled);
            await Table.Leases.ProgressAsync(write, job, new(1, 1, 1, null), Cancelled);
            await Table.Leases.TakeOverAsync(write, job, Cancelled);
            await Table.Leases.EndAsync(write, job, new(JobState.Failed), Cancelled);
        });

        Assert.Equal(6, plans.Count(plan => plan.Indexes.Contains("PK_jobs")));
        Assert.All(plans, plan => Assert.DoesNotContain("jobs", plan.ReadWhole));
        Assert.All(plans, plan => Assert.Empty(plan.Indexes.Except(["PK_jobs"])));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3_600)]
    public async Task Claim_costs_the_same_however_many_jobs_wait(int theirDelaySeconds)
    {
        await FillAsync(20, TimeSpan.Zero);
        await ExecuteAsync("VACUUM ANALYZE jobs");
        var few = await ClaimPlanAsync();

        await FillAsync(Many, TimeSpan.FromSeconds(theirDelaySeconds));
        await ExecuteAsync("VACUUM ANALYZE jobs");
        var many = await ClaimPlanAsync();

        Assert.Contains("ix_jobs_due", many.Indexes);
        Assert.DoesNotContain("jobs", many.ReadWhole);
        Assert.True(many.Buffers < few.Buffers + 150, $"{few.Buffers} buffers with 20 jobs, {many.Buffers} with {Many}");
    }

    [Fact]
    public async Task Plans_that_were_made_while_the_table_was_empty_do_not_read_it_whole_once_it_is_large()
    {
        var plans = await Table.WithDbAsync(async db =>
        {
            await db.Database.OpenConnectionAsync(Cancelled);
            await Table.Leases.ClaimAsync(db, new("worker", 4, JobTable.Lease), Cancelled);
            await Table.Leases.CompleteAsync(db, [], Cancelled);
            await FillAsync(Many, TimeSpan.Zero);
            return await PlansAsync(async _ =>
            {
                var (jobs, _) = await Table.Leases.ClaimAsync(db, new("worker", 4, JobTable.Lease), Cancelled);
                await Table.Leases.RenewAsync(db, "worker", jobs, JobTable.Lease, Cancelled);
                await Table.Leases.CompleteAsync(db, [.. jobs.Select(job => new JobCompletion(job, "{}", null, null, null))], Cancelled);
            }, db);
        });

        Assert.All(plans, plan => Assert.DoesNotContain("jobs", plan.ReadWhole));
        Assert.True(plans.Max(plan => plan.Buffers) < 1_000, $"{plans.Max(plan => plan.Buffers)} buffers");
    }

    [Fact]
    public async Task Looking_for_expired_leases_costs_the_same_however_many_jobs_there_are()
    {
        await FillAsync(Many, TimeSpan.Zero);
        await ExecuteAsync("UPDATE jobs SET state = 'running', lease_until = now() + interval '1 hour' WHERE id IN (SELECT id FROM jobs LIMIT 500)");
        await ExecuteAsync("VACUUM ANALYZE jobs");

        var plan = Assert.Single(await PlansAsync(db => Table.Leases.ExpiredAsync(db, 100, Cancelled)));

        Assert.Contains("ix_jobs_lease", plan.Indexes);
        Assert.True(plan.Buffers < 10, $"{plan.Buffers} buffers");
        var rescue = (await PlansAsync(db => Table.Leases.RescueAsync(db, 100, 5, Cancelled))).Single(each => each.Nodes.Contains("ModifyTable"));
        Assert.DoesNotContain("jobs", rescue.ReadWhole);
        Assert.True(rescue.Buffers < 20, $"{rescue.Buffers} buffers");
    }

    [Fact]
    public async Task Few_jobs_are_claimed_by_one_statement_that_sorts_nothing_and_many_by_two()
    {
        await FillAsync(4, TimeSpan.Zero);
        var few = await ClaimPlansAsync(expectsFew: true);
        await FillAsync(Many, TimeSpan.Zero);
        await ExecuteAsync("VACUUM ANALYZE jobs");
        var many = await ClaimPlansAsync(expectsFew: true);

        Assert.Empty(Assert.Single(few).Nodes.Intersect(["Sort", "WindowAgg"]));
        Assert.Equal(2, many.Count);
        Assert.All(many, plan => Assert.DoesNotContain("jobs", plan.ReadWhole));
        Assert.True(many[0].Buffers < 150, $"{many[0].Buffers} buffers");
    }

    [Fact]
    public async Task Jobs_of_one_lane_are_taken_as_they_stand()
    {
        await FillAsync(1_000, TimeSpan.Zero, organizations: 1);
        var one = await ClaimPlanAsync();
        await Table.WithDbAsync(async db =>
        {
            await Table.Limits.PauseAsync(db, null, "test_job", Cancelled);
            await Table.Limits.ResumeAsync(db, null, "test_job", Cancelled);
            return true;
        });
        var resumed = await ClaimPlanAsync();
        await FillAsync(1_000, TimeSpan.Zero);
        var two = await ClaimPlanAsync();

        Assert.Equal(0, one.Sorted);
        Assert.Equal(0, resumed.Sorted);
        Assert.True(two.Sorted > 0);
    }

    [Fact]
    public async Task Claims_step_over_what_thousands_left_behind_until_the_table_is_tidied()
    {
        // So many dead rows call for it by themselves.
        await ExecuteAsync("ALTER TABLE jobs SET (autovacuum_enabled = off)");
        await FillAsync(Many, TimeSpan.Zero);
        await ExecuteAsync("UPDATE jobs SET state = 'completed', ended_at = now()");
        await Table.EnqueueAsync(Acme);
        await ClaimPlanAsync();
        var before = await ClaimPlanAsync();
        var process = Table.Services;
        var tidier = new JobTableTidier(
            process.GetRequiredService<IServiceScopeFactory>(), process.GetRequiredService<IJobStatements>(), NullLogger<JobTableTidier>.Instance);
        tidier.Claimed(Many / 2 - 1, isQuiet: true, Cancelled);
        await tidier.Round;
        tidier.Claimed(Many / 2, isQuiet: false, Cancelled);
        await tidier.Round;
        var busy = await ClaimPlanAsync();

        tidier.Claimed(1, isQuiet: true, Cancelled);
        await tidier.Round;

        var after = await ClaimPlanAsync();
        Assert.True(before.Buffers > 100 && busy.Buffers > 100, $"{before.Buffers}, {busy.Buffers} buffers before");
        Assert.True(after.Buffers < 20, $"{after.Buffers} buffers after");
    }

    private async Task<StatementPlan> ClaimPlanAsync() => Assert.Single(await ClaimPlansAsync(expectsFew: false));

    private async Task<List<StatementPlan>> ClaimPlansAsync(bool expectsFew) =>
        [.. (await PlansAsync(db => Table.Leases.ClaimAsync(db, new("worker", 4, JobTable.Lease) { ExpectsFew = expectsFew }, Cancelled))).Where(plan => plan.Nodes.Contains("ModifyTable"))];

    private Task FillAsync(int jobs, TimeSpan delay, int organizations = 2) => Table.WithDbAsync(async db => await db.Database.ExecuteSqlAsync(
        $"""
        INSERT INTO jobs (id, organization_id, kind, priority, state, run_at, args, attempt, max_attempts, interruptions, fence, created_at,
            processed_items, total_items, chunks_created, children, children_failed, children_cancelled)
        SELECT gen_random_uuid(), CASE WHEN n % {organizations} = 0 THEN {Acme.Value} ELSE {Globex.Value} END, 'test_job', 10, 'pending',
            now() + {delay} + n * interval '1 microsecond', {new string('x', 200)}, 0, 5, 0, 0, now(), 0, 1, 0, 0, 0, 0
        FROM generate_series(1, {jobs}) n
        """, Cancelled));

    private Task ExecuteAsync(string sql) => Table.WithDbAsync(async db => await db.Database.ExecuteSqlRawAsync(sql, Cancelled));

    private Task<List<StatementPlan>> PlansAsync(Func<AppDb, Task> statements) => Table.WithDbAsync(db => PlansAsync(statements, db));

    private static async Task<List<StatementPlan>> PlansAsync(Func<AppDb, Task> statements, AppDb db)
    {
        var plans = new List<StatementPlan>();
        var connection = (NpgsqlConnection)db.Database.GetDbConnection();
        await db.Database.OpenConnectionAsync(Cancelled);
        connection.Notice += Collect;
        await statements(db);
        connection.Notice -= Collect;
        return plans;

        void Collect(object sender, NpgsqlNoticeEventArgs notice)
        {
            if (notice.Notice.MessageText is var text && text.IndexOf('{') is >= 0 and var start && text.Contains("\"Plan\"", StringComparison.Ordinal))
            {
                plans.Add(StatementPlan.Parse(text[start..]));
            }
        }
    }
}
