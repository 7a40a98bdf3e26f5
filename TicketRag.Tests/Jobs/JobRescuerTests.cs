using TicketRag.Core.Jobs;
using TicketRag.IngestWorker.Jobs;
using static TicketRag.Tests.Jobs.JobTable;

namespace TicketRag.Tests.Jobs;

public sealed class JobRescuerTests : IAsyncLifetime
{
    private static readonly TimeSpan PastLease = Lease + TimeSpan.FromSeconds(1);

    private WorkerBench? _bench;

    private WorkerBench Bench => _bench ?? throw new InvalidOperationException("The test has not begun.");

    public async ValueTask InitializeAsync() => _bench = await WorkerBench.CreateAsync(("Jobs:MaxInterruptions", "3"));

    public ValueTask DisposeAsync() => Bench.DisposeAsync();

    [Fact]
    public async Task Job_of_a_worker_that_vanished_is_given_to_another()
    {
        var id = await Bench.EnqueueAsync(New() with { MaxAttempts = 1 });
        await Bench.Table.ClaimOneAsync("vanished");
        Bench.Clock.Advance(PastLease);
        await Bench.StartAsync<JobRescuer>();

        var job = await Bench.WhenAsync(id, JobState.Pending);

        Assert.Equal((0, 1, "Its worker vanished vanished"), (job.Attempt, job.Interruptions, job.Message));
        Assert.Equal(JobState.Completed, (await Bench.RunNextAsync()).State);
        Assert.Equal([("vanished", "vanished"), ("completed", Bench.Running.WorkerId)], (await Bench.Table.AttemptsAsync(id)).Select(attempt => (attempt.Outcome, attempt.WorkerId)));
    }

    [Fact]
    public async Task Hundreds_of_jobs_that_a_worker_had_claimed_ahead_are_back_after_one_round()
    {
        const int Ahead = 1_100;
        await Bench.Table.WriteAsync(async write =>
        {
            await Bench.Table.Queue.EnqueueManyAsync(write, WorkerBench.Acme, [.. Enumerable.Repeat(New(), Ahead)], TestContext.Current.CancellationToken);
            return true;
        });
        Assert.Equal(Ahead, (await Bench.Table.ClaimAsync(Ahead, "vanished")).Count);
        Bench.Clock.Advance(PastLease);
        await Bench.StartAsync<JobRescuer>();

        // The clock stands still, so that there is no second round.
        while ((await Bench.Table.ExpiredAsync(1)).Count > 0)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
        }

        Assert.All(await Bench.Table.AllAsync(), job => Assert.Equal((JobState.Pending, 0, 1), (job.State, job.Attempt, job.Interruptions)));
    }

    [Fact]
    public async Task Job_that_takes_its_workers_down_is_failed_and_its_subject_told()
    {
        var told = new List<string>();
        Bench.Script.Failed = (_, _, error) =>
        {
            told.Add(error);
            return Task.CompletedTask;
        };
        var id = await Bench.EnqueueAsync();
        await VanishAsync(2);
        await Bench.Table.ClaimOneAsync("vanished");
        Bench.Clock.Advance(PastLease);
        await Bench.StartAsync<JobRescuer>();

        var job = await Bench.WhenAsync(id, JobState.Failed);

        Assert.Equal("Its worker vanished in the middle 3 times", job.Error);
        Assert.Equal([job.Error!], told);
    }

    [Fact]
    public async Task Rescuer_survives_jobs_that_nobody_can_handle()
    {
        var id = await Bench.EnqueueAsync(new(WorkerBench.UnknownKind, "{}"));
        await VanishAsync(2);
        await Bench.Table.ClaimOneAsync("vanished");
        Bench.Clock.Advance(PastLease);
        var rescuer = await Bench.StartAsync<JobRescuer>();

        await Bench.WhenAsync(id, JobState.Failed);

        Assert.False(rescuer.ExecuteTask!.IsCompleted);
    }

    [Fact]
    public async Task Cancelled_job_of_a_worker_that_vanished_is_cancelled()
    {
        var id = await Bench.EnqueueAsync();
        await Bench.Table.ClaimOneAsync("vanished");
        await Bench.Table.CancelAsync(WorkerBench.Acme, id);
        Bench.Clock.Advance(PastLease);
        await Bench.StartAsync<JobRescuer>();

        Assert.Equal("Cancelled; its worker had vanished", (await Bench.WhenAsync(id, JobState.Cancelled)).Message);
    }

    [Fact]
    public async Task Stops_of_its_workers_do_not_count_against_a_job()
    {
        await Bench.EnqueueAsync();
        for (var i = 0; i < 10; i++)
        {
            await Bench.Table.PutBackAsync(await Bench.Table.ClaimOneAsync(), JobReturnReason.Interrupted);
        }

        var claimed = await Bench.Table.ClaimOneAsync();
        Assert.Equal((0, 1), (claimed.Interruptions, claimed.Attempt));
    }

    private async Task VanishAsync(int times)
    {
        for (var i = 0; i < times; i++)
        {
            await Bench.Table.PutBackAsync(await Bench.Table.ClaimOneAsync("vanished"), JobReturnReason.Vanished);
        }
    }
}
