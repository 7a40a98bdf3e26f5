using System.Diagnostics;
using TicketRag.Benchmarks.Hosts;

namespace TicketRag.Benchmarks.Ingestion;

/// <summary>
/// From text to searchable: <c>ingest [--texts 600] [--words 600] [--rounds 3] [--published folder]</c>. Texts go in over HTTP in batches of 20;
/// the clock stops when every job has completed, and a search must then find the last text by a word that only it has.
/// </summary>
internal static class IngestBenchmark
{
    private const int TextsPerBatch = 20;

    public static async Task<int> RunAsync(string[] args)
    {
        var options = new BenchmarkOptions(args);
        var hosts = await PublishedHosts.FromAsync(options);
        Machine.Describe();
        await using var backends = await Backends.StartNewAsync();
        for (var round = 1; round <= options.Number("--rounds", 3); round++)
        {
            await EmbeddedAsync(hosts, options, round);
            if (backends is not null)
            {
                await DistributedAsync(hosts, backends, options, round, workers: 1);
                await DistributedAsync(hosts, backends, options, round, workers: 2);
            }
        }

        return 0;
    }

    private static async Task EmbeddedAsync(PublishedHosts hosts, BenchmarkOptions options, int round)
    {
        var data = Directory.CreateTempSubdirectory("ticketrag-ingest-");
        await using (var api = await HostProcess.StartAsync(hosts.Api, new Dictionary<string, string> { ["Data__Folder"] = data.FullName }))
        {
            await MeasureAsync("embedded (SQLite, embedded index, worker in the Api)", api, options, round);
        }

        data.Delete(recursive: true);
    }

    private static async Task DistributedAsync(PublishedHosts hosts, Backends backends, BenchmarkOptions options, int round, int workers)
    {
        var settings = await backends.NewDeploymentAsync($"ingest_{round}_{workers}");
        await using var api = await HostProcess.StartAsync(hosts.Api, settings);
        await using var first = await HostProcess.StartAsync(hosts.Worker, settings);
        await using var second = workers > 1 ? await HostProcess.StartAsync(hosts.Worker, settings) : null;
        await MeasureAsync($"distributed, {workers} worker{(workers > 1 ? "s" : "")} (Postgres, Redis, stand-in of Qdrant)", api, options, round);
    }

    private static async Task MeasureAsync(string title, HostProcess api, BenchmarkOptions options, int round)
    {
        await api.Http.SignInAsync($"round-{round}");

        // What is measured is a server that runs, not one that is still being compiled.
        await PutAsync(api, new(seed: 1), options.Number("--warm-up", 100), options);
        var before = (await api.Http.WaitForJobsAsync()).Chunks;

        var started = Stopwatch.GetTimestamp();
        var last = await PutAsync(api, new(seed: 2), options.Number("--texts", 600), options);
        var chunks = (await api.Http.WaitForJobsAsync()).Chunks - before;
        var took = Stopwatch.GetElapsedTime(started);
        var found = await api.Http.FindsAsync(last);
        Console.WriteLine(
            $"{title,-64} {chunks:N0} chunks in {took.TotalSeconds:F2} s: {chunks / took.TotalSeconds,6:N0} chunks/s{(found ? "" : ", LAST TEXT NOT FOUND")} (load {Machine.Load})");
    }

    private static async Task<string> PutAsync(HostProcess api, SyntheticTexts source, int count, BenchmarkOptions options)
    {
        var words = options.Number("--words", 600);
        var texts = Enumerable.Range(0, count).Select(_ => source.Next(words)).ToList();
        foreach (var batch in texts.Chunk(TextsPerBatch))
        {
            await api.Http.PutBatchAsync(batch.Select(text => text.Body));
        }

        return texts[^1].Mark;
    }
}
