using System.Diagnostics;
using System.Numerics.Tensors;
using TicketRag.Core.Models.BuiltIn;
using TicketRag.Core.Organizations;
using TicketRag.Core.Retrieval;
using TicketRag.Core.Retrieval.Analysis;
using TicketRag.Core.Retrieval.Embedded;

namespace TicketRag.Benchmarks.Retrieval;

/// <summary>
/// How fast the embedded index answers one question at a time: <c>search [--sizes 10000,100000] [--dimensions 768] [--queries 300]</c>.
/// Chunks of 120 words by Zipf's law, vectors around 200 centres, questions of 6 words.
/// </summary>
internal static class SearchBenchmark
{
    private static readonly OrganizationId Organization = OrganizationId.New();

    public static async Task<int> RunAsync(string[] args)
    {
        var options = new BenchmarkOptions(args);
        var dimensions = options.Number("--dimensions", 768);
        var queries = options.Number("--queries", 300);
        foreach (var size in options.Text("--sizes", "10000,100000").Split(',').Select(int.Parse))
        {
            await RunAsync(size, dimensions, queries);
        }

        await MeasureEmbedder();
        return 0;
    }

    private static async Task MeasureEmbedder()
    {
        var texts = new SyntheticCorpus(BuiltInEmbeddingGenerator.DefaultDimensions).Points(2000).Select(point => point.SearchText).ToArray();
        var embedder = new BuiltInEmbeddingGenerator(new TextAnalyzer());
        await embedder.GenerateAsync(texts.Take(500));
        var started = Stopwatch.GetTimestamp();
        await embedder.GenerateAsync(texts);
        Console.WriteLine($"built-in embedder: {texts.Length / Stopwatch.GetElapsedTime(started).TotalSeconds:N0} chunks/s on one thread");
    }

    private static async Task RunAsync(int size, int dimensions, int queries)
    {
        var corpus = new SyntheticCorpus(dimensions);
        var store = new EmbeddedVectorStore(new TextAnalyzer());
        await store.PrepareAsync(new("synthetic", dimensions), CancellationToken.None);

        var before = GC.GetTotalMemory(forceFullCollection: true);
        var building = TimeSpan.Zero;
        var buildingCpu = TimeSpan.Zero;
        var points = new List<ChunkPoint>();
        for (var done = 0; done < size; done += points.Count)
        {
            points = corpus.Points(Math.Min(1000, size - done));
            var started = Stopwatch.GetTimestamp();
            var startedCpu = Environment.CpuUsage.TotalTime;
            await store.UpsertAsync(Organization, points, CancellationToken.None);
            building += Stopwatch.GetElapsedTime(started);
            buildingCpu += Environment.CpuUsage.TotalTime - startedCpu;
        }

        var memory = (GC.GetTotalMemory(forceFullCollection: true) - before - ((long)size * dimensions * sizeof(float))) / (1024.0 * 1024);
        Console.WriteLine($"{size:N0} chunks x {dimensions}: built in {building.TotalSeconds:F1} s ({buildingCpu.TotalSeconds:F1} s of CPU, {size / building.TotalSeconds:N0} chunks/s), {memory:N0} MB");

        var questions = Enumerable.Range(0, queries).Select(_ => corpus.Question()).ToArray();
        await Measure(store, "lexical", questions, query => query with { Vector = null });
        await Measure(store, "dense", questions, query => query with { Text = null });
        await Measure(store, "hybrid", questions, query => query);
        await Measure(store, "hybrid, public reader (a tenth)", questions, query => query with { Reader = Audience.Public });
        Console.WriteLine($"  (reading {size * (long)dimensions / 1e6:N0} MB of memory once takes {ReadingTakes(size * dimensions).TotalMilliseconds:F2} ms here and now)");
        Console.WriteLine($"  dense recall@10 against all floats: {await Recall(store, corpus, questions.Take(50)):F4}");
    }

    private static async Task Measure(EmbeddedVectorStore store, string name, ChunkQuery[] questions, Func<ChunkQuery, ChunkQuery> shape)
    {
        var asked = questions.Select(shape).ToArray();
        var times = new List<double>();
        var cpu = Environment.CpuUsage.TotalTime;
        foreach (var query in asked.Take(50).Concat(asked))
        {
            var started = Stopwatch.GetTimestamp();
            await store.SearchAsync(Organization, query, CancellationToken.None);
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        cpu = (Environment.CpuUsage.TotalTime - cpu) / times.Count;
        var sorted = times.Skip(50).Order().ToArray();
        Console.WriteLine($"  {name,-32} p50 {sorted[sorted.Length / 2],7:F2} ms   p99 {sorted[sorted.Length * 99 / 100],7:F2} ms   {1000 / sorted.Average(),7:N0}/s   {cpu.TotalMilliseconds,7:F2} ms of CPU each");
    }

    /// <summary>What a scan of that many codes cannot beat.</summary>
    private static TimeSpan ReadingTakes(int bytes)
    {
        var memory = new int[bytes / sizeof(int)];
        memory.AsSpan().Fill(1); // pages that nobody wrote are one page
        var times = new List<TimeSpan>();
        for (var i = 0; i < 21; i++)
        {
            var started = Stopwatch.GetTimestamp();
            memory[0] = TensorPrimitives.Sum<int>(memory);
            times.Add(Stopwatch.GetElapsedTime(started));
        }

        return times.Order().ElementAt(times.Count / 2);
    }

    private static async Task<double> Recall(EmbeddedVectorStore store, SyntheticCorpus corpus, IEnumerable<ChunkQuery> questions)
    {
        var found = 0;
        var wanted = 0;
        foreach (var query in questions)
        {
            var hits = await store.SearchAsync(Organization, query with { Text = null, ChannelLimit = 10 }, CancellationToken.None);
            var exact = corpus.Vectors
                .Select(entry => (entry.ChunkId, Score: TensorPrimitives.Dot(entry.Vector, query.Vector!.Value.Span)))
                .OrderByDescending(entry => entry.Score).Take(10).Select(entry => entry.ChunkId).ToHashSet();
            found += hits.Count(hit => exact.Contains(hit.ChunkId));
            wanted += exact.Count;
        }

        return (double)found / wanted;
    }
}
