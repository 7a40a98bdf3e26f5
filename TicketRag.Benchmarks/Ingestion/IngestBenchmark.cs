using System.Diagnostics;
using TicketRag.Benchmarks.Hosts;

namespace TicketRag.Benchmarks.Ingestion;

/// <summary>
/// From text to searchable: <c>ingest [--modes embedded,distributed] [--texts 600] [--words 600] [--warm-up 100] [--rounds 3] [--published folder]</c>. Texts go in over HTTP in batches of 20;
/// the clock stops when every job has completed, and a search must then find the last text by a word that only it has.
/// </summary>
internal static class IngestBenchmark
{
    private const int TextsPerBatch = 20;

    public static async Task<int> RunAsync(string[] args)
    {
        var options = new BenchmarkOptions(args);
        var modes = DeploymentModes.Of(options);
        var hosts = await PublishedHosts.FromAsync(options);
        Machine.Describe();
        await using var backends = await modes.StartBackendsAsync();
        for (var round = 1; round <= options.Number("--rounds", 3); round++)
        {
            if (modes.Embedded)
            {
                await MeasureAsync(await Deployment.EmbeddedAsync(hosts), options, round);
            }

            if (backends is not null)
            {
                await MeasureAsync(await Deployment.DistributedAsync(hosts, backends, $"ingest_{round}_1", workers: 1), options, round);
                await MeasureAsync(await Deployment.DistributedAsync(hosts, backends, $"ingest_{round}_2", workers: 2), options, round);
            }
        }

        return 0;
    }

    private static async Task MeasureAsync(Deployment deployment, BenchmarkOptions options, int round)
    {
        await using var running = deployment;
        var api = deployment.Api;
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
            $"{deployment.Title,-64} {chunks:N0} chunks in {took.TotalSeconds:F2} s: {chunks / took.TotalSeconds,6:N0} chunks/s{(found ? "" : ", LAST TEXT NOT FOUND")} (load {Machine.Load})");
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
