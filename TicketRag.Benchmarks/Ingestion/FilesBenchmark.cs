using TicketRag.Benchmarks.Extraction;
using TicketRag.Benchmarks.Hosts;
using TicketRag.StandIns.Otlp;

namespace TicketRag.Benchmarks.Ingestion;

/// <summary>
/// From upload to searchable: <c>ingest-files --data DIR [--modes embedded,distributed] [--rounds 1] [--workers 1] [--published folder]</c>, with every real file (PDF, web page, Office)
/// of the data, and how long jobs were in each stage.
/// </summary>
internal static class FilesBenchmark
{
    public static async Task<int> RunAsync(string[] args)
    {
        if (DataFolder.Of(args) is not { } data)
        {
            return 1;
        }

        var options = new BenchmarkOptions(args);
        var modes = DeploymentModes.Of(options);
        var hosts = await PublishedHosts.FromAsync(options);
        Machine.Describe();
        var files = RealFiles.Of(data);
        await using var backends = await modes.StartBackendsAsync();
        for (var round = 1; round <= options.Number("--rounds", 1); round++)
        {
            if (modes.Embedded)
            {
                await MeasureAsync(files, settings => Deployment.EmbeddedAsync(hosts, settings));
            }

            if (backends is not null)
            {
                await MeasureAsync(files, settings => Deployment.DistributedAsync(hosts, backends, $"files_{round}", options.Number("--workers", 1), settings));
            }
        }

        return 0;
    }

    private static async Task MeasureAsync(IReadOnlyList<(string Kind, IReadOnlyList<string> Files)> files, Func<IReadOnlyDictionary<string, string>, Task<Deployment>> start)
    {
        await using var collector = await OtlpCollectorStandIn.StartAsync(CancellationToken.None);
        var stages = new StageSeconds(collector);
        await using var deployment = await start(stages.Settings);
        Console.WriteLine(deployment.Title);

        // What is measured is a server that runs, not one that is still being compiled.
        await FilesUpload.RunAsync(deployment.Api, "warm up", [.. files.SelectMany(kind => kind.Files.Where((_, i) => i % 4 == 0))]);
        await stages.SharesAsync();
        var all = new List<FilesRun>();
        foreach (var (kind, paths) in files)
        {
            var run = await FilesUpload.RunAsync(deployment.Api, kind, paths);
            Console.WriteLine($"  {run}\n    {await stages.SharesAsync()}");
            all.Add(run);
        }

        Console.WriteLine($"  {FilesRun.Sum("all", all)}");
    }
}
