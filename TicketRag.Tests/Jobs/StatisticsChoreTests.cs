using TicketRag.IngestWorker.Maintenance;

namespace TicketRag.Tests.Jobs;

public sealed class StatisticsChoreTests
{
    [Fact(Timeout = 60_000)]
    public async Task Worker_keeps_statistics_up_while_it_runs()
    {
        await using var bench = await WorkerBench.CreateAsync();
        await bench.StartAsync<StatisticsChore>();

        await bench.AdvanceUntilAsync(bench.Statistics.First, TimeSpan.FromSeconds(1));
    }
}
