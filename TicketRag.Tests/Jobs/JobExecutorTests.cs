using Microsoft.EntityFrameworkCore;
using TicketRag.Core.Jobs;
using TicketRag.Core.Organizations;
using TicketRag.Core.Persistence;
using TicketRag.IngestWorker.Jobs;

namespace TicketRag.Tests.Jobs;

public sealed partial class JobExecutorTests : IAsyncLifetime
{
    private WorkerBench? _bench;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private WorkerBench Bench => _bench ?? throw new InvalidOperationException("The test has not begun.");

    public async ValueTask InitializeAsync() => _bench = await WorkerBench.CreateAsync(("Jobs:Timeout", "00:01:00"));

    public ValueTask DisposeAsync() => Bench.DisposeAsync();

    [Fact]
    public async Task Effects_are_stored_with_the_completion()
    {
        var afterwards = false;
        Bench.Script.Handle = (_, _) => Outcome(new JobOutcome.Completed("""{"ok":true}""")
        {
            Message = "done",
            ChunksCreated = 3,
            Store = AddOrganization("effect"),
            Afterwards = async _ =>
            {
                afterwards = await HasOrganizationAsync("effect");
            },
        });
        await Bench.EnqueueAsync();

        var job = await Bench.RunNextAsync();

        Assert.Equal((JobState.Completed, """{"ok":true}""", "done", 3), (job.State, job.Result, job.Message, job.ChunksCreated));
        Assert.True(afterwards);
    }

    [Fact]
    public async Task Effects_are_stored_on_the_thread_for_writing()
    {
        var thread = "";
        Bench.Script.Handle = (_, _) => Outcome(new JobOutcome.Completed("{}")
        {
            Store = (_, _) =>
            {
                thread = Thread.CurrentThread.Name;
                return Task.CompletedTask;
            },
        });
        await Bench.EnqueueAsync();

        await Bench.RunNextAsync();

        Assert.Equal("Background writes", thread);
    }

    [Fact]
    public async Task Effects_that_cannot_be_stored_leave_the_job_to_be_retried()
    {
        Bench.Script.Handle = (_, _) => Outcome(new JobOutcome.Completed("{}")
        {
            Store = async (write, cancellationToken) =>
            {
                await AddOrganization("effect")(write, cancellationToken);
                throw new FormatException("no");
            },
        });
        await Bench.EnqueueAsync();

        var job = await Bench.RunNextAsync();

        Assert.Equal((JobState.Pending, 1, "FormatException: no"), (job.State, job.Attempt, job.Error));
        Assert.False(await HasOrganizationAsync("effect"));
    }

    [Fact]
    public async Task What_goes_wrong_afterwards_does_not_touch_a_completed_job()
    {
        Bench.Script.Handle = (_, _) => Outcome(new JobOutcome.Completed("{}") { Afterwards = _ => throw new FormatException("no") });
        await Bench.EnqueueAsync();

        var job = await Bench.RunNextAsync();

        Assert.Equal((JobState.Completed, null), (job.State, job.Error));
    }

    [Fact]
    public async Task Trace_goes_on_from_the_request_that_enqueued_the_job()
    {
        using var listener = new System.Diagnostics.ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref System.Diagnostics.ActivityCreationOptions<System.Diagnostics.ActivityContext> _) => System.Diagnostics.ActivitySamplingResult.AllData,
        };
        System.Diagnostics.ActivitySource.AddActivityListener(listener);
        using var request = new System.Diagnostics.Activity("request").Start();
        var id = await Bench.EnqueueAsync();
        var traceId = request.TraceId.ToHexString();
        request.Stop();

        await Bench.RunNextAsync();

        Assert.Equal(traceId, Assert.Single(await Bench.Table.AttemptsAsync(id)).TraceId);
    }

    private static Task<JobOutcome> Outcome(JobOutcome outcome) => Task.FromResult(outcome);

    private static Func<WriteScope, CancellationToken, Task> AddOrganization(string slug) => (write, cancellationToken) =>
    {
        write.Db.Organizations.Add(new() { Id = OrganizationId.New(), Number = slug.Length, Slug = slug, Name = slug, CreatedAt = write.Db.Now });
        return write.Db.SaveChangesAsync(cancellationToken);
    };

    private Task<bool> HasOrganizationAsync(string slug) =>
        Bench.Table.WithDbAsync(db => db.Organizations.AnyAsync(organization => organization.Slug == slug, Cancelled));
}
