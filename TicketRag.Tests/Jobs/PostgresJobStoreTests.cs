using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using NpgsqlTypes;
using TicketRag.Core.Jobs;
using TicketRag.Core.Persistence;
using TicketRag.Tests.Infrastructure.Servers;
using static TicketRag.Tests.Jobs.JobTable;

namespace TicketRag.Tests.Jobs;

public sealed class PostgresJobStoreTests(PostgresServer postgres) : JobStoreConformance
{
    protected override async Task<JobTable> CreateTableAsync() => JobTables.OnPostgres(await postgres.CreateDatabaseAsync());

    [Fact]
    public async Task Job_that_a_second_request_counts_on_is_not_started_before_that_request_commits()
    {
        var id = await Table.EnqueueAsync(Acme, New("ticket-1"));
        await Table.WriteAsync(async write =>
        {
            Assert.Equal(id, await Table.Queue.EnqueueAsync(write, Acme, New("ticket-1"), Cancelled));
            Assert.Empty(await Table.ClaimAsync());
            return true;
        });

        Assert.Equal(id, (await Table.ClaimOneAsync()).Id);
    }

    [Fact]
    public async Task Job_that_others_have_locked_does_not_hold_up_the_rest()
    {
        await Table.EnqueueAsync(Acme, New("ticket-1"));
        var free = await Table.EnqueueAsync(Acme);
        await Table.WriteAsync(async write =>
        {
            await Table.Queue.EnqueueAsync(write, Acme, New("ticket-1"), Cancelled);
            Assert.Equal(free, (await Table.ClaimOneAsync()).Id);
            return true;
        });
    }

    // A prepared statement must go on returning what it did: an asterisk would mean more columns from then on.
    [Fact]
    public async Task Statements_that_are_prepared_outlive_a_column_that_a_newer_version_adds()
    {
        await using var table = JobTables.OnPostgres(await postgres.CreateDatabaseAsync() + ";Maximum Pool Size=1;Auto Prepare Min Usages=1");
        await LookAsync(table);
        await LookAsync(table);
        await table.WithDbAsync(db => db.Database.ExecuteSqlRawAsync("ALTER TABLE jobs ADD COLUMN newer int; ALTER TABLE job_workers ADD COLUMN newer int", Cancelled));

        await LookAsync(table);

        static async Task LookAsync(JobTable table)
        {
            await table.ExpiredAsync();
            await table.WithDbAsync(db => new JobWorkers().AliveAsync(db, Cancelled));
        }
    }

    // Others may have the log written, too, so one look would prove nothing.
    [Fact]
    public async Task Jobs_that_stand_alone_are_on_the_disk_once_their_callers_hear_of_them()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var table = JobTables.OnPostgres(database);
        await using var observer = new NpgsqlConnection(database);
        await observer.OpenAsync(Cancelled);
        await using var end = new NpgsqlCommand("SELECT pg_current_wal_insert_lsn()", observer);
        await using var flushed = new NpgsqlCommand("SELECT pg_current_wal_flush_lsn()", observer);
        for (var i = 0; i < 30; i++)
        {
            var before = (NpgsqlLogSequenceNumber)(await end.ExecuteScalarAsync(Cancelled))!;
            var onDisk = await table.WithDbAsync(async db =>
            {
                await table.Statements.InsertAloneAsync(db, [new(Guid.CreateVersion7(), Acme, New(), null)], early: true, static () => { }, Cancelled);
                return (NpgsqlLogSequenceNumber)(await flushed.ExecuteScalarAsync(Cancelled))!;
            });

            Assert.True(onDisk > before, $"Job {i}: the disk has the log up to {onDisk}, and the job stands behind {before}.");
        }
    }

    [Fact]
    public async Task Request_for_a_job_that_is_being_claimed_makes_another_once_the_claim_is_in()
    {
        var first = await Table.EnqueueAsync(Acme, New("ticket-1"));
        var second = Task.FromResult(Guid.Empty);
        await Table.WithDbAsync(async db =>
        {
            await using var write = await db.BeginWriteAsync(Cancelled);
            await Table.Leases.ClaimAsync(db, new("worker", 1, Lease), Cancelled);
            second = Table.EnqueueAsync(Acme, New("ticket-1"));
            await write.CommitAsync(Cancelled);
            return await second;
        });

        Assert.NotEqual(first, await second);
    }

    [Fact]
    public async Task Job_is_put_back_though_a_rival_takes_its_key_at_the_same_time()
    {
        await Table.EnqueueAsync(Acme, New("ticket-1"));
        var first = await Table.ClaimOneAsync();
        var putBack = Task.FromResult(false);
        await Table.WriteAsync(async write =>
        {
            await Table.Queue.EnqueueAsync(write, Acme, New("ticket-1"), Cancelled);
            putBack = Task.Run(() => Table.PutBackAsync(first, JobReturnReason.Retried));
            await BlockedAsync();
            return true;
        });

        Assert.True(await putBack);
        var job = await Table.ReadAsync(first.Id);
        Assert.Equal((JobState.Pending, null), (job.State, job.UniqueKey));
    }

    [Fact]
    public async Task Worker_that_stands_still_in_the_middle_of_a_transaction_does_not_hold_up_the_rescue_of_others()
    {
        await Table.EnqueueAsync(Acme);
        await Table.EnqueueAsync(Acme);
        var jobs = await Table.ClaimAsync(2);
        await Table.PassAsync(Lease * 1.1);
        await Table.WriteAsync(async write =>
        {
            await Table.Leases.ProgressAsync(write, jobs[0], new(1, 2, 3, null), Cancelled);

            Assert.Equal([jobs[1].Id], (await Table.RescueAsync()).Select(job => job.Id));
            Assert.False(await Table.WriteAsync(another => Table.Leases.TakeOverAsync(another, jobs[0], Cancelled)));
            return false;
        });

        Assert.True(await Table.WriteAsync(write => Table.Leases.TakeOverAsync(write, jobs[0], Cancelled)));
        Assert.Equal([jobs[0].Id], (await Table.RescueAsync()).Select(job => job.Id));
    }

    [Fact(Timeout = 120_000)]
    public async Task Job_that_stores_its_effects_does_not_hold_up_the_ends_of_others_of_its_batch()
    {
        var batch = Guid.Empty;
        await Table.WriteAsync(async write =>
        {
            (batch, _) = await Table.Services.GetRequiredService<JobBatches>().EnqueueAsync(write, Acme, new("test_batch", "{}"), [New(), New()], Cancelled);
            return true;
        });
        var jobs = await Table.ClaimAsync(2);

        Assert.True(await Table.WriteAsync(write => Table.Leases.EndAsync(
            write, jobs[0], new(JobState.Completed) { Result = "{}" }, async (_, _) => Assert.True(await Table.CompleteAsync(jobs[1])), Cancelled)));

        var ended = await Table.ReadAsync(batch);
        Assert.Equal((JobState.Completed, 2), (ended.State, ended.ProcessedItems));
    }

    [Fact]
    public async Task Transaction_that_stands_still_is_ended_by_the_server() => Assert.Equal("10s", await Table.WithDbAsync(
        async db => (await db.Database.SqlQueryRaw<string>("SELECT current_setting('idle_in_transaction_session_timeout') AS \"Value\"").ToListAsync(Cancelled)).Single()));

    // Until some session of this database waits for another's transaction.
    private Task BlockedAsync() => Table.WithDbAsync(async db =>
    {
        while (!await AnyBlockedAsync(db))
        {
            await Task.Yield();
        }

        return true;
    });

    private static async Task<bool> AnyBlockedAsync(AppDb db)
    {
        var waiting = db.Database.SqlQuery<int>(
            $"""SELECT count(*)::int AS "Value" FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'""");
        return await waiting.SingleAsync(Cancelled) > 0;
    }
}
