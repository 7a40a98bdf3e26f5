using TicketRag.Tests.Infrastructure;
using TicketRag.Tests.Infrastructure.Servers;

namespace TicketRag.Tests.Jobs.Events;

public sealed class PostgresJobFeedTests(PostgresServer postgres) : JobFeedConformance
{
    protected override string FarAhead => "9000000000:9000000000:";

    protected override async Task<JobTable> CreateTableAsync() => JobTables.OnPostgres(await postgres.CreateDatabaseAsync());

    protected override Task AgeAsync(TimeSpan span) => ExecuteAsync($"UPDATE job_changes SET at = at - {span}");

    // Transactions are numbered for the whole server, and other tests have theirs.
    protected override Task<string> QuietPositionAsync() =>
        Eventually.SeeAsync(PositionAsync, position => position.Split(':') is [var oldest, var next, _] && oldest == next, Cancelled);

    [Fact]
    public async Task A_transaction_that_commits_late_is_not_missed_and_holds_nobody_up()
    {
        var start = await PositionAsync();
        var late = Guid.Empty;
        var between = "";
        await Table.WriteAsync(async write =>
        {
            late = await Table.Queue.EnqueueAsync(write, Acme, JobTable.New(), Cancelled);
            var early = await Table.EnqueueAsync(Acme);
            between = await ExpectAsync(start, early);
            await ExpectAsync(between);
            return true;
        });

        await ExpectAsync(between, late);
    }

    [Fact]
    public async Task Many_jobs_of_one_statement_are_one_row()
    {
        for (var i = 0; i < 20; i++)
        {
            await Table.EnqueueAsync(Acme);
        }

        await ExecuteAsync($"DELETE FROM job_changes");
        await Table.ClaimAsync(20);

        Assert.Equal(1, await ExecuteAsync($"DELETE FROM job_changes"));
    }
}
