using TicketRag.Benchmarks.Hosts;
using TicketRag.StandIns.Servers;

namespace TicketRag.Benchmarks.Startup;

/// <summary>
/// From the start of the process to the first healthy answer, with a database that exists: <c>start [--runs 9] [--published folder] [--self-contained folder]</c>, for the
/// published Api in Production, for that of the publish profile <c>SelfContained</c> in the second folder and, unless <c>--published</c> is given, for <c>dotnet run</c> of what
/// is built already.
/// </summary>
internal static class StartBenchmark
{
    private static readonly TimeSpan DemoIndexing = TimeSpan.FromSeconds(15);

    public static async Task<int> RunAsync(string[] args)
    {
        var options = new BenchmarkOptions(args);
        var hosts = await PublishedHosts.FromAsync(options);
        Machine.Describe();
        var data = Directory.CreateTempSubdirectory("ticketrag-start-");
        var settings = new Dictionary<string, string> { ["Data__Folder"] = data.FullName };
        await using (var first = await HostProcess.StartAsync(hosts.Api, new Dictionary<string, string>(settings) { ["Demo__Load"] = "true" }))
        {
            Console.WriteLine($"published Api, first start (schema and demo data): {first.Startup.TotalMilliseconds:N0} ms");

            // Or the starts that follow would find the demo's jobs and begin to index.
            await Task.Delay(DemoIndexing, TimeProvider.System);
        }

        await MeasureAsync("published Api, existing database (goal: 1000)", options, () => HostProcess.StartAsync(hosts.Api, settings));
        if (options.Text("--self-contained", "") is { Length: > 0 } folder)
        {
            var program = Path.Combine(Path.GetFullPath(folder), "TicketRag.Api");
            await MeasureAsync(
                "self-contained Api, existing database (goal: 1000)", options,
                () => HostProcess.StartAsync(program, [], settings, TimeSpan.FromMilliseconds(2)));
        }

        if (options.Text("--published", "").Length == 0)
        {
            var project = Path.Combine(Repository.Root, "TicketRag.Api");
            await ServerProcess.RunAsync("dotnet", "build", project, "-v", "q");
            await MeasureAsync(
                "dotnet run, built already, existing database (goal: 4000)", options,
                () => HostProcess.StartAsync("dotnet", ["run", "--project", project], settings, TimeSpan.FromMilliseconds(10)));
        }

        data.Delete(recursive: true);
        return 0;
    }

    private static async Task MeasureAsync(string title, BenchmarkOptions options, Func<Task<HostProcess>> start)
    {
        var (times, cpu) = (new Latencies(), new Latencies());
        for (var run = 0; run < options.Number("--runs", 9); run++)
        {
            await using var host = await start();
            times.Add(host.Startup);
            cpu.Add(host.StartupCpu);
        }

        Console.WriteLine(
            $"{title}: median {times.Median:N0} ms, {times.Percentile(0):N0} to {times.Percentile(100):N0}, {cpu.Median:N0} ms of CPU, {times.Count} runs (load {Machine.Load})");
    }
}
