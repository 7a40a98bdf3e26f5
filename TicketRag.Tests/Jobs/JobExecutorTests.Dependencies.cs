using TicketRag.Core.Connections;
using TicketRag.Core.Jobs;
using static TicketRag.Tests.Jobs.JobTable;

namespace TicketRag.Tests.Jobs;

public sealed partial class JobExecutorTests
{
    [Fact]
    public async Task Job_waits_for_a_dependency_as_long_as_that_says_and_without_using_an_attempt()
    {
        Bench.Script.Handle = (_, _) => throw new DependencyUnavailableException("embed", "busy") { RetryAfter = TimeSpan.FromSeconds(42) };
        await Bench.EnqueueAsync(New() with { MaxAttempts = 1 });

        var job = await Bench.RunNextAsync();

        Assert.Equal((JobState.Pending, 0, "embed: busy", "Waits for embed"), (job.State, job.Attempt, job.Error, job.Message));
        Assert.Equal(TimeSpan.FromSeconds(42), job.RunAt - Bench.Clock.GetUtcNow());
        Assert.Equal("waited", Assert.Single(await Bench.Table.AttemptsAsync(job.Id)).Outcome);
    }

    [Fact]
    public async Task Job_waits_for_a_dependency_as_often_as_it_takes_but_never_long()
    {
        Bench.Script.Handle = (_, _) => throw new DependencyUnavailableException("embed", "connection refused");
        await Bench.EnqueueAsync(New() with { MaxAttempts = 1 });

        for (var i = 0; i < 12; i++)
        {
            var job = await Bench.RunNextAsync();
            Assert.Equal((JobState.Pending, 0, i + 1), (job.State, job.Attempt, job.Fence));
            Assert.InRange(job.RunAt - Bench.Clock.GetUtcNow(), TimeSpan.Zero, TimeSpan.FromSeconds(30));
            Bench.Clock.Advance(TimeSpan.FromSeconds(30));
        }
    }
}
