using System.Diagnostics;
using TicketRag.Benchmarks.Extraction;
using TicketRag.Benchmarks.Hosts;

namespace TicketRag.Benchmarks.Ingestion;

/// <summary>
/// From upload to searchable: <c>ingest-files --data DIR [--rounds 1] [--published folder]</c>. Every real file (PDF, web page, Office) goes in over HTTP in a request of its own;
/// the clock stops when every job has ended. The stages' shares are those of the running jobs that were seen in each, looked at every 20 ms.
/// </summary>
internal static class FilesBenchmark
{
    private const int UploadsAtATime = 4;

    private static readonly string[] Patterns = ["*.pdf", "source.html", "*.docx", "*.xlsx"];

    public static async Task<int> RunAsync(string[] args)
    {
        if (DataFolder.Of(args) is not { } data)
        {
            return 1;
        }

        var options = new BenchmarkOptions(args);
        var hosts = await PublishedHosts.FromAsync(options);
        Machine.Describe();
        var files = Patterns.SelectMany(pattern => Directory.GetFiles(data, pattern, SearchOption.AllDirectories)).Order(StringComparer.Ordinal).ToList();
        await using var backends = await Backends.StartNewAsync();
        for (var round = 1; round <= options.Number("--rounds", 1); round++)
        {
            await EmbeddedAsync(hosts, files);
            if (backends is not null)
            {
                await DistributedAsync(hosts, await backends.NewDeploymentAsync($"files_{round}"), files);
            }
        }

        return 0;
    }

    private static async Task EmbeddedAsync(PublishedHosts hosts, IReadOnlyList<string> files)
    {
        var folder = Directory.CreateTempSubdirectory("ticketrag-files-");
        await using (var api = await HostProcess.StartAsync(hosts.Api, new Dictionary<string, string> { ["Data__Folder"] = folder.FullName }))
        {
            await MeasureAsync("embedded", api, files);
        }

        folder.Delete(recursive: true);
    }

    private static async Task DistributedAsync(PublishedHosts hosts, IReadOnlyDictionary<string, string> settings, IReadOnlyList<string> files)
    {
        await using var api = await HostProcess.StartAsync(hosts.Api, settings);
        await using var worker = await HostProcess.StartAsync(hosts.Worker, settings);
        await MeasureAsync("distributed, an Api and a worker (stand-in of Qdrant)", api, files);
    }

    private static async Task MeasureAsync(string title, HostProcess api, IReadOnlyList<string> files)
    {
        await api.Http.SignInAsync("files");
        var started = Stopwatch.GetTimestamp();
        var stages = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var uploads = UploadAsync(api.Http, files);
        var jobs = await api.Http.JobsAsync();
        while (!uploads.IsCompleted || jobs.Open > 0)
        {
            foreach (var stage in await api.Http.RunningStagesAsync())
            {
                stages[stage] = stages.GetValueOrDefault(stage) + 1;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
            jobs = await api.Http.JobsAsync();
        }

        await uploads;
        var took = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var bytes = files.Sum(file => new FileInfo(file).Length);
        var pages = await api.Http.PagesAsync();
        var seen = Math.Max(1, stages.Values.Sum());
        Console.WriteLine(
            $"""
            {title}: {files.Count} files ({bytes / 1e6:F1} MB, {pages} PDF pages and slides with text) in {took:F1} s (load {Machine.Load}), {jobs.Failed} refused
              {bytes / 1e6 / took:F2} MB/s, {pages / took:F1} pages/s, {files.Count / took:F1} files/s, {jobs.Chunks / took:F0} chunks/s
              running jobs were seen {string.Join(", ", stages.Select(stage => $"{stage.Key} {100.0 * stage.Value / seen:F0} %"))}
            """);
    }

    private static Task UploadAsync(HttpClient http, IReadOnlyList<string> files) => Parallel.ForEachAsync(
        files, new ParallelOptions { MaxDegreeOfParallelism = UploadsAtATime }, async (path, _) => await http.UploadAsync(path));
}
