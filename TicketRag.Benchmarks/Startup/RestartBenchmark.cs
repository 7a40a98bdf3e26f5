using System.Diagnostics;
using TicketRag.Benchmarks.Hosts;

namespace TicketRag.Benchmarks.Startup;

/// <summary>
/// From the start of the published Api to the first search that sees all that was indexed before: <c>restart [--chunks 100000] [--runs 5] [--folder data] [--published folder]</c>.
/// The database is made once, by an Api and then in bulk; with <c>--folder</c> it stays for the next time. The first start has no file of the index, the others have
/// the one that the start before has left.
/// </summary>
internal static class RestartBenchmark
{
    private static readonly TimeSpan AskAgain = TimeSpan.FromMilliseconds(100);

    public static async Task<int> RunAsync(string[] args)
    {
        var options = new BenchmarkOptions(args);
        var hosts = await PublishedHosts.FromAsync(options);
        Machine.Describe();
        var kept = options.Text("--folder", "");
        var folder = kept.Length > 0 ? Directory.CreateDirectory(kept) : Directory.CreateTempSubdirectory("ticketrag-restart-");
        var data = await IndexedData.InAsync(folder.FullName, hosts, options.Number("--chunks", 100_000));
        var index = new DirectoryInfo(data.IndexFolder);
        if (index.Exists)
        {
            index.Delete(recursive: true);
        }

        Print("complete without a file", (await StartAsync(hosts, data)).Complete);
        Console.WriteLine($"the file: {index.GetFiles("*", SearchOption.AllDirectories).Sum(file => file.Length) / 1e6:N0} MB");
        var (healthy, complete) = (new Latencies(), new Latencies());
        for (var run = 0; run < options.Number("--runs", 5); run++)
        {
            var times = await StartAsync(hosts, data);
            healthy.Add(times.Healthy);
            complete.Add(times.Complete);
        }

        Print("healthy", healthy);
        Print("complete (goal: 5000)", complete);
        if (kept.Length == 0)
        {
            folder.Delete(recursive: true);
        }

        return 0;
    }

    /// <summary>Until a search says that nothing is missing, and then each word that one chunk alone has must be found.</summary>
    private static async Task<(TimeSpan Healthy, TimeSpan Complete)> StartAsync(PublishedHosts hosts, IndexedData data)
    {
        var started = Stopwatch.GetTimestamp();
        await using var api = await HostProcess.StartAsync(hosts.Api, data.Settings);
        api.Http.DefaultRequestHeaders.Add("x-api-key", data.ApiKey);
        while (!await api.Http.IsCompleteAsync())
        {
            await Task.Delay(AskAgain, TimeProvider.System);
        }

        var complete = Stopwatch.GetElapsedTime(started);
        foreach (var mark in data.Marks)
        {
            if (!await api.Http.FindsAsync(mark))
            {
                throw new InvalidOperationException($"'{mark}' is not found though the index is said to be complete");
            }
        }

        return (api.Startup, complete);
    }

    private static void Print(string what, TimeSpan time) => Console.WriteLine($"{what,-36} {time.TotalMilliseconds,6:N0} ms (load {Machine.Load})");

    private static void Print(string what, Latencies times) => Console.WriteLine(
        $"{what,-36} median {times.Median,6:N0} ms, {times.Percentile(0):N0} to {times.Percentile(100):N0}, {times.Count} runs (load {Machine.Load})");
}
