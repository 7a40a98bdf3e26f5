using TicketRag.Core.Jobs;
using static TicketRag.Tests.Jobs.JobTable;

namespace TicketRag.Tests.Jobs;

public sealed partial class JobExecutorTests
{
    [Fact]
    public async Task Failure_is_retried_with_backoff_until_the_attempts_are_used_up()
    {
        var told = new List<string>();
        Bench.Script.Handle = (_, _) => throw new FormatException("no");
        Bench.Script.Failed = async (write, _, error) =>
        {
            told.Add(error);
            await AddOrganization("told")(write, Cancelled);
        };
        await Bench.EnqueueAsync(New() with { MaxAttempts = 3 });

        foreach (var attempt in new[] { 1, 2 })
        {
            var retried = await Bench.RunNextAsync();
            Assert.Equal((JobState.Pending, attempt, "FormatException: no"), (retried.State, retried.Attempt, retried.Error));
            Assert.InRange(retried.RunAt - Bench.Clock.GetUtcNow(), TimeSpan.Zero, TimeSpan.FromSeconds(2 * attempt));
            Assert.Empty(told);
            Bench.Clock.Advance(TimeSpan.FromSeconds(5));
        }

        var failed = await Bench.RunNextAsync();
        Assert.Equal((JobState.Failed, 3, "FormatException: no"), (failed.State, failed.Attempt, failed.Error));
        Assert.Equal(["FormatException: no"], told);
        Assert.True(await HasOrganizationAsync("told"));
        Assert.Equal(["retried", "retried", "failed"], (await Bench.Table.AttemptsAsync(failed.Id)).Select(attempt => attempt.Outcome));
    }

    [Fact]
    public async Task Kind_has_its_own_attempts_delays_and_limit()
    {
        await using var bench = await WorkerBench.CreateAsync(
            ($"Jobs:Kinds:{Kind}:MaxAttempts", "2"), ($"Jobs:Kinds:{Kind}:RetryDelay", "00:10:00"), ($"Jobs:Kinds:{Kind}:MaxRetryDelay", "00:20:00"));
        bench.Script.Handle = (_, _) => throw new FormatException("no");
        await bench.EnqueueAsync();

        var job = await bench.RunNextAsync();
        Assert.InRange(job.RunAt - bench.Clock.GetUtcNow(), TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(10));
        bench.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(JobState.Failed, (await bench.RunNextAsync()).State);
    }

    [Fact]
    public async Task Kind_without_a_handler_is_retried_and_then_fails_with_that_reason()
    {
        await Bench.EnqueueAsync(new(WorkerBench.UnknownKind, "{}") { MaxAttempts = 2 });

        Assert.Equal(JobState.Pending, (await Bench.RunNextAsync()).State);
        Bench.Clock.Advance(TimeSpan.FromSeconds(5));
        var job = await Bench.RunNextAsync();

        Assert.Equal((JobState.Failed, "This worker has no handler for jobs of kind 'unheard_of'"), (job.State, job.Error));
    }

    [Fact]
    public async Task Cancellation_that_nobody_asked_for_is_a_failure_like_others()
    {
        Bench.Script.Handle = (_, _) => throw new TaskCanceledException("a client timed out");
        await Bench.EnqueueAsync();

        var job = await Bench.RunNextAsync();

        Assert.Equal((JobState.Pending, 1, "TaskCanceledException: a client timed out"), (job.State, job.Attempt, job.Error));
    }
}
