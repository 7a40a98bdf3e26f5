using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using TicketRag.Core.Jobs;
using TicketRag.IngestWorker.Jobs;
using static TicketRag.Tests.Jobs.JobTable;

namespace TicketRag.Tests.Jobs;

public sealed partial class JobExecutorTests
{
    [Fact]
    public async Task Permanent_failure_is_not_retried()
    {
        Bench.Script.Handle = (_, _) => Outcome(new JobOutcome.Failed("HTTPError: 404 Not Found") { Store = AddOrganization("noted") });
        await Bench.EnqueueAsync();

        var job = await Bench.RunNextAsync();

        Assert.Equal((JobState.Failed, 1, "HTTPError: 404 Not Found"), (job.State, job.Attempt, job.Error));
        Assert.True(await HasOrganizationAsync("noted"));
    }

    [Fact]
    public async Task Arguments_that_cannot_be_read_fail_the_job_at_once()
    {
        Bench.Script.Handle = (run, _) => Outcome(new JobOutcome.Completed(run.Args<Core.Documents.SourceIndexingArgs>().ToString()));
        await Bench.EnqueueAsync(new(Kind, "not JSON"));

        var job = await Bench.RunNextAsync();

        Assert.Equal((JobState.Failed, 1), (job.State, job.Attempt));
        Assert.StartsWith("The job's arguments can't be read", job.Error);
    }

    [Fact]
    public async Task Handler_that_cannot_tell_its_subject_does_not_keep_the_job_alive()
    {
        Bench.Script.Handle = (_, _) => throw new FormatException("no");
        Bench.Script.Failed = async (write, _, _) =>
        {
            await AddOrganization("told")(write, Cancelled);
            throw new FormatException("neither");
        };
        await Bench.EnqueueAsync(New() with { MaxAttempts = 1 });

        var job = await Bench.RunNextAsync();

        Assert.Equal((JobState.Failed, "FormatException: no"), (job.State, job.Error));
        Assert.False(await HasOrganizationAsync("told"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Job_whose_outcome_the_database_does_not_take_is_left_to_the_rescuer(bool whileSaving)
    {
        Bench.Script.Handle = (_, _) => Outcome(new JobOutcome.Completed("{}")
        {
            Store = (_, _) => throw (whileSaving ? new DbUpdateException("saving", new DatabaseGoneException()) : new DatabaseGoneException()),
        });
        await Bench.EnqueueAsync();

        var job = await Bench.RunNextAsync();

        Assert.Equal((JobState.Running, 1), (job.State, job.Attempt));
        Assert.Empty(Bench.Running.All);
        Bench.Clock.Advance(Lease + TimeSpan.FromSeconds(1));
        Assert.Equal(job.Id, Assert.Single(await Bench.Table.ExpiredAsync()).Id);
    }

    private sealed class DatabaseGoneException() : DbException("The connection was closed.")
    {
        public override bool IsTransient => true;
    }
}
