using TicketRag.Benchmarks.Hosts;

namespace TicketRag.Benchmarks.Tickets;

/// <summary>
/// What retrieval costs whoever opens a ticket: <c>tickets [--tickets 600] [--block 20] [--pause-ms 20] [--modes embedded,distributed]
/// [--phases paused,idle,saturated] [--stand-back true] [--published folder]</c>. Two Apis run side by side, one with everything on and one with RAG_ENABLED=false,
/// and are asked in turns, a block each, so that whatever else the machine does falls on both. While jobs are paused, the request's own part shows. No request asks
/// Qdrant, whose stand-in therefore stands back: a real one would not share these processors.
/// </summary>
internal static class TicketBenchmark
{
    private const int WarmUp = 200;

    private static readonly Dictionary<string, string> Everything = new() { ["RAG_ENABLED"] = "true", ["RAG_INDEX_ON_TICKET_CREATE"] = "true" };
    private static readonly Dictionary<string, string> Nothing = new() { ["RAG_ENABLED"] = "false" };

    public static async Task<int> RunAsync(string[] args)
    {
        var options = new BenchmarkOptions(args);
        var hosts = await PublishedHosts.FromAsync(options);
        Machine.Describe();
        var modes = options.Text("--modes", "embedded,distributed").Split(',');
        if (modes.Contains("embedded"))
        {
            await EmbeddedAsync(hosts, options);
        }

        if (modes.Contains("distributed"))
        {
            await DistributedAsync(hosts, options);
        }

        return 0;
    }

    private static async Task EmbeddedAsync(PublishedHosts hosts, BenchmarkOptions options)
    {
        var data = Directory.CreateTempSubdirectory("ticketrag-tickets-");
        await using (var on = await HostProcess.StartAsync(hosts.Api, With(Everything, "Data__Folder", Path.Combine(data.FullName, "on"))))
        await using (var off = await HostProcess.StartAsync(hosts.Api, With(Nothing, "Data__Folder", Path.Combine(data.FullName, "off"))))
        {
            await CompareAsync("embedded", on, off, options);
        }

        data.Delete(recursive: true);
    }

    private static async Task DistributedAsync(PublishedHosts hosts, BenchmarkOptions options)
    {
        await using var backends = await Backends.StartNewAsync(qdrantStandsBack: options.Text("--stand-back", "true") == "true");
        if (backends is null)
        {
            return;
        }

        var (withRag, without) = (await backends.NewDeploymentAsync("tickets_on"), await backends.NewDeploymentAsync("tickets_off"));
        await using var on = await HostProcess.StartAsync(hosts.Api, Merge(withRag, Everything));
        await using var worker = await HostProcess.StartAsync(hosts.Worker, Merge(withRag, Everything));
        await using var off = await HostProcess.StartAsync(hosts.Api, Merge(without, Nothing));
        await CompareAsync("distributed", on, off, options);
    }

    private static async Task CompareAsync(string mode, HostProcess on, HostProcess off, BenchmarkOptions options)
    {
        await on.Http.SignInAsync("benchmark");
        await off.Http.SignInAsync("benchmark");
        var comparison = new TicketComparison(on.Http, off.Http, options.Number("--block", 20), TimeSpan.FromMilliseconds(options.Number("--pause-ms", 20)));
        await comparison.RunAsync(WarmUp);
        await on.Http.WaitForJobsAsync();

        var tickets = options.Number("--tickets", 600);
        foreach (var phase in options.Text("--phases", "paused,idle,saturated").Split(','))
        {
            if (phase == "paused")
            {
                await on.Http.PauseJobsAsync();
                Report($"{mode}, jobs paused", await comparison.RunAsync(tickets), "");
                await on.Http.ResumeJobsAsync();
                await on.Http.WaitForJobsAsync();
            }
            else if (phase == "idle")
            {
                Report($"{mode}, idle", await comparison.RunAsync(tickets), "");
            }
            else
            {
                await using var load = await BulkLoad.StartNewAsync(on.Http.BaseAddress!, on.Http.DefaultRequestHeaders.GetValues("x-api-key").Single());
                Report($"{mode}, worker saturated", await comparison.RunAsync(tickets), $", {load.Chunks:N0} chunks ingested meanwhile");
            }
        }
    }

    private static void Report(string title, (Latencies On, Latencies Off) measured, string remark)
    {
        var (on, off) = measured;
        Console.WriteLine(
            $"""
            {title}: {on.Count} tickets each{remark} (load {Machine.Load})
              everything on      median {on.Median,7:F2} ms   p99 {on.Percentile(99),7:F2} ms
              RAG_ENABLED=false  median {off.Median,7:F2} ms   p99 {off.Percentile(99),7:F2} ms
              median difference {on.Median - off.Median:F2} ms (goal: at most 1), p99 ratio {on.Percentile(99) / off.Percentile(99):F2} (goal: at most 1.5)
            """);
    }

    private static Dictionary<string, string> With(Dictionary<string, string> settings, string name, string value) => new(settings) { [name] = value };

    private static Dictionary<string, string> Merge(Dictionary<string, string> settings, Dictionary<string, string> more) =>
        settings.Concat(more).ToDictionary(pair => pair.Key, pair => pair.Value);
}
