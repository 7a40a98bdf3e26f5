using System.Diagnostics;
using TicketRag.Benchmarks.Extraction;
using TicketRag.Benchmarks.Hosts;
using TicketRag.StandIns.Otlp;

namespace TicketRag.Benchmarks.Ingestion;

/// <summary>
/// From upload to searchable: <c>ingest-files --data DIR [--rounds 1] [--workers 1] [--published folder]</c>. Every real file (PDF, web page, Office) goes in over HTTP
/// in a request of its own, four at a time; the clock stops when every job has ended. Then words of every tenth document are searched for.
/// </summary>
internal static class FilesBenchmark
{
    private const int UploadsAtATime = 4;

    public static async Task<int> RunAsync(string[] args)
    {
        if (DataFolder.Of(args) is not { } data)
        {
            return 1;
        }

        var options = new BenchmarkOptions(args);
        var hosts = await PublishedHosts.FromAsync(options);
        Machine.Describe();
        var files = RealFiles.Of(data);
        await using var backends = await Backends.StartNewAsync();
        for (var round = 1; round <= options.Number("--rounds", 1); round++)
        {
            await EmbeddedAsync(hosts, files);
            if (backends is not null)
            {
                await DistributedAsync(hosts, await backends.NewDeploymentAsync($"files_{round}"), options.Number("--workers", 1), files);
            }
        }

        return 0;
    }

    private static async Task EmbeddedAsync(PublishedHosts hosts, IReadOnlyList<(string Kind, IReadOnlyList<string> Files)> files)
    {
        var folder = Directory.CreateTempSubdirectory("ticketrag-files-");
        await using var collector = await OtlpCollectorStandIn.StartAsync(CancellationToken.None);
        var stages = new StageSeconds(collector);
        await using (var api = await HostProcess.StartAsync(hosts.Api, new Dictionary<string, string>(stages.Settings) { ["Data__Folder"] = folder.FullName }))
        {
            Console.WriteLine("embedded (SQLite, embedded index, worker in the Api)");
            await MeasureAsync(api, stages, files);
        }

        folder.Delete(recursive: true);
    }

    private static async Task DistributedAsync(
        PublishedHosts hosts, Dictionary<string, string> settings, int workers, IReadOnlyList<(string Kind, IReadOnlyList<string> Files)> files)
    {
        await using var collector = await OtlpCollectorStandIn.StartAsync(CancellationToken.None);
        var stages = new StageSeconds(collector);
        foreach (var (name, value) in stages.Settings)
        {
            settings[name] = value;
        }

        await using var api = await HostProcess.StartAsync(hosts.Api, settings);
        var started = new List<HostProcess>();
        try
        {
            for (var i = 0; i < workers; i++)
            {
                started.Add(await HostProcess.StartAsync(hosts.Worker, settings));
            }

            Console.WriteLine($"distributed, workers: {workers} (Postgres, Redis, stand-in of Qdrant)");
            await MeasureAsync(api, stages, files);
        }
        finally
        {
            foreach (var worker in started)
            {
                await worker.DisposeAsync();
            }
        }
    }

    private static async Task MeasureAsync(HostProcess api, StageSeconds stages, IReadOnlyList<(string Kind, IReadOnlyList<string> Files)> files)
    {
        // What is measured is a server that runs, not one that is still being compiled.
        await RunAsync(api, "warm up", [.. files.SelectMany(kind => kind.Files.Where((_, i) => i % 4 == 0))]);
        await stages.SharesAsync();
        var all = new List<FilesRun>();
        foreach (var (kind, paths) in files)
        {
            var run = await RunAsync(api, kind, paths);
            Console.WriteLine($"  {run}\n    {await stages.SharesAsync()}");
            all.Add(run);
        }

        Console.WriteLine($"  {FilesRun.Sum("all", all)}");
    }

    private static async Task<FilesRun> RunAsync(HostProcess api, string kind, IReadOnlyList<string> files)
    {
        using var http = new HttpClient { BaseAddress = api.Http.BaseAddress };
        await http.SignInAsync(kind.Replace(' ', '-').ToLowerInvariant());
        var refused = 0;
        var started = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(files, new ParallelOptions { MaxDegreeOfParallelism = UploadsAtATime }, async (path, _) =>
        {
            if (!await http.UploadAsync(path))
            {
                Interlocked.Increment(ref refused);
            }
        });
        var jobs = await http.UntilJobsEndedAsync();
        var took = Stopwatch.GetElapsedTime(started);
        var contents = await IndexContents.ReadAsync(http);
        return new(kind, files.Count, files.Sum(path => new FileInfo(path).Length), took, refused, jobs.Failed, jobs.Chunks, contents.Pages)
        {
            Sought = contents.Samples.Count,
            Found = await FoundAsync(http, contents.Samples),
            Load = Machine.Load,
        };
    }

    private static async Task<int> FoundAsync(HttpClient http, IReadOnlyList<(Guid Document, string Words)> samples)
    {
        var found = 0;
        foreach (var (document, words) in samples)
        {
            found += await http.FindsAsync(document, words) ? 1 : 0;
        }

        return found;
    }
}
