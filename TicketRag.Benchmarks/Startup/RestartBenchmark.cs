using System.Diagnostics;
using TicketRag.Benchmarks.Hosts;

namespace TicketRag.Benchmarks.Startup;

/// <summary>
/// From the start of the published Api to the first search that finds what was indexed before: <c>restart [--chunks 100000] [--runs 5] [--folder data] [--published folder]</c>.
/// The database is made once, by an Api and then in bulk; with <c>--folder</c> it stays for the next time.
/// </summary>
internal static class RestartBenchmark
{
    private static readonly TimeSpan AskAgain = TimeSpan.FromMilliseconds(20);

    public static async Task<int> RunAsync(string[] args)
    {
        var options = new BenchmarkOptions(args);
        var hosts = await PublishedHosts.FromAsync(options);
        Machine.Describe();
        var kept = options.Text("--folder", "");
        var folder = kept.Length > 0 ? Directory.CreateDirectory(kept) : Directory.CreateTempSubdirectory("ticketrag-restart-");
        var data = await IndexedData.InAsync(folder.FullName, hosts, options.Number("--chunks", 100_000));
        var (healthy, found, complete) = (new Latencies(), new Latencies(), new Latencies());
        for (var run = 0; run < options.Number("--runs", 5); run++)
        {
            var started = Stopwatch.GetTimestamp();
            await using var api = await HostProcess.StartAsync(hosts.Api, data.Settings);
            api.Http.DefaultRequestHeaders.Add("x-api-key", data.ApiKey);
            healthy.Add(api.Startup);
            await UntilAsync(async () => await api.Http.FindsAsync(data.LastMark));
            found.Add(Stopwatch.GetElapsedTime(started));
            await UntilAsync(api.Http.IsCompleteAsync);
            complete.Add(Stopwatch.GetElapsedTime(started));
            foreach (var mark in data.Marks)
            {
                if (!await api.Http.FindsAsync(mark))
                {
                    throw new InvalidOperationException($"'{mark}' is not found though the index is said to be complete");
                }
            }
        }

        Print("healthy", healthy);
        Print("finds the last chunk (goal: 5000)", found);
        Print("says that it is complete", complete);
        if (kept.Length == 0)
        {
            folder.Delete(recursive: true);
        }

        return 0;
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        while (!await condition())
        {
            await Task.Delay(AskAgain, TimeProvider.System);
        }
    }

    private static void Print(string what, Latencies times) => Console.WriteLine(
        $"{what,-36} median {times.Median,6:N0} ms, {times.Percentile(0):N0} to {times.Percentile(100):N0}, {times.Count} runs (load {Machine.Load})");
}
