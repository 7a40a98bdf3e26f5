using System.Diagnostics;
using System.Numerics.Tensors;
using TicketRag.Core.Models.BuiltIn;
using TicketRag.Core.Organizations;
using TicketRag.Core.Retrieval;
using TicketRag.Core.Retrieval.Analysis;
using TicketRag.Core.Retrieval.Embedded;
using TicketRag.Core.Retrieval.Reranking;

namespace TicketRag.Benchmarks.Retrieval;

/// <summary>
/// How fast the embedded index answers one question at a time:
/// <c>search [--sizes 10000,100000] [--dimensions 768] [--queries 300] [--vectors clustered]</c>.
/// Chunks of 120 words by Zipf's law, questions of 6 words, vectors around 200 centres, or with <c>--vectors hashed</c> the built-in embedder's.
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
            await RunAsync(size, dimensions, queries, options.Text("--vectors", "clustered") == "hashed");
        }

        await MeasureEmbedder();
        return 0;
    }

    private static async Task MeasureEmbedder()
    {
        var texts = new SyntheticCorpus(BuiltInEmbeddingGenerator.DefaultDimensions).Points(2000).Select(point => point.SearchText).ToArray();
        var embedder = new BuiltInEmbeddingGenerator(TextAnalyzer.InEnglish);
        await embedder.GenerateAsync(texts.Take(500));
        var started = Stopwatch.GetTimestamp();
        await embedder.GenerateAsync(texts);
        Console.WriteLine($"built-in embedder: {texts.Length / Stopwatch.GetElapsedTime(started).TotalSeconds:N0} chunks/s on one thread");
    }

    private static async Task RunAsync(int size, int dimensions, int queries, bool hashed)
    {
        var corpus = new SyntheticCorpus(dimensions, hashed ? new(TextAnalyzer.InEnglish, dimensions) : null);
        var store = new EmbeddedVectorStore(new TextAnalyzer());
        await store.PrepareAsync(new("synthetic", dimensions), CancellationToken.None);

        var before = GC.GetTotalMemory(forceFullCollection: true);
        var building = TimeSpan.Zero;
        var buildingCpu = TimeSpan.Zero;
        var texts = new Dictionary<Guid, string>(size);
        var points = new List<ChunkPoint>();
        for (var done = 0; done < size; done += points.Count)
        {
            points = corpus.Points(Math.Min(1000, size - done));
            points.ForEach(point => texts.Add(point.ChunkId, point.SearchText));
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
        await MeasureReranking(new(store, Organization, texts), questions);
        Console.WriteLine($"  (reading {size * (long)dimensions / 1e6:N0} MB of memory once takes {ReadingTakes(size * dimensions).TotalMilliseconds:F2} ms here and now)");
        Console.WriteLine($"  dense recall@10 against all floats: {await Recall(store, corpus, questions.Take(100), 10):F4}, recall@50: {await Recall(store, corpus, questions.Take(100), 50):F4} ({DenseSearch.SignCandidates:N0} compared by codes, {DenseSearch.CodeCandidates:N0} by floats)");
        await MeasureBesideIngestion(store, corpus, texts, questions);
    }

    private static async Task MeasureReranking(RerankMeasure measure, ChunkQuery[] questions)
    {
        var found = new List<IReadOnlyList<RerankCandidate>>();
        foreach (var question in questions)
        {
            found.Add(await measure.CandidatesAsync(question));
        }

        var at = 0;
        await Time("rerank, nothing kept", questions, question => Done(() => measure.RankAfresh(question.Text!, found[at++ % found.Count])));
        at = 0;
        await Time("rerank, analyses kept", [.. questions, .. questions], question => Done(() => measure.Rank(question.Text!, found[at++ % found.Count])));
        await Time("question: embed, search, rerank", questions, measure.AskAsync);

        static Task Done(Action work)
        {
            work();
            return Task.CompletedTask;
        }
    }

    /// <summary>While another thread embeds and adds chunks as fast as it can.</summary>
    private static async Task MeasureBesideIngestion(EmbeddedVectorStore store, SyntheticCorpus corpus, Dictionary<Guid, string> texts, ChunkQuery[] questions)
    {
        const int Batch = 50;
        var embedder = new BuiltInEmbeddingGenerator(TextAnalyzer.InEnglish);
        var more = corpus.Points(Batch * 20);
        more.ForEach(point => texts.Add(point.ChunkId, point.SearchText));
        var isAsking = true;
        var added = 0;
        var started = Stopwatch.GetTimestamp();
        var ingestion = Task.Run(async () =>
        {
            for (; Volatile.Read(ref isAsking); added += Batch)
            {
                var batch = more.GetRange(added % more.Count, Batch);
                await embedder.GenerateAsync(batch.Select(point => point.SearchText));
                await store.UpsertAsync(Organization, batch, CancellationToken.None);
            }
        });
        await Time("the same beside ingestion", questions, new RerankMeasure(store, Organization, texts).AskAsync);
        Volatile.Write(ref isAsking, false);
        await ingestion;
        Console.WriteLine($"    (meanwhile {added / Stopwatch.GetElapsedTime(started).TotalSeconds:N0} chunks/s were embedded and added)");
    }

    private static Task Measure(EmbeddedVectorStore store, string name, ChunkQuery[] questions, Func<ChunkQuery, ChunkQuery> shape) =>
        Time(name, [.. questions.Select(shape)], query => store.SearchAsync(Organization, query, CancellationToken.None));

    private static async Task Time(string name, ChunkQuery[] questions, Func<ChunkQuery, Task> ask)
    {
        var times = new List<double>(questions.Length + 50);
        var cpu = Environment.CpuUsage.TotalTime;
        var (allocated, collections) = (GC.GetAllocatedBytesForCurrentThread(), GC.CollectionCount(0));
        foreach (var query in questions.Take(50).Concat(questions))
        {
            var started = Stopwatch.GetTimestamp();
            await ask(query);
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        cpu = (Environment.CpuUsage.TotalTime - cpu) / times.Count;
        allocated = (GC.GetAllocatedBytesForCurrentThread() - allocated) / times.Count;
        collections = GC.CollectionCount(0) - collections;
        var sorted = times.Skip(50).Order().ToArray();
        Console.WriteLine($"  {name,-32} p50 {sorted[sorted.Length / 2],7:F2} ms   p99 {sorted[sorted.Length * 99 / 100],7:F2} ms   {1000 / sorted.Average(),7:N0}/s   {cpu.TotalMilliseconds,7:F2} ms of CPU, {allocated / 1024.0,7:F1} KB each, {collections} collections");
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

    private static async Task<double> Recall(EmbeddedVectorStore store, SyntheticCorpus corpus, IEnumerable<ChunkQuery> questions, int limit)
    {
        var found = 0;
        var wanted = 0;
        foreach (var query in questions)
        {
            var hits = await store.SearchAsync(Organization, query with { Text = null, Limit = limit, ChannelLimit = limit }, CancellationToken.None);
            var exact = corpus.Vectors
                .Select(entry => (entry.ChunkId, Score: TensorPrimitives.Dot(entry.Vector, query.Vector!.Value.Span)))
                .OrderByDescending(entry => entry.Score).Take(limit).Select(entry => entry.ChunkId).ToHashSet();
            found += hits.Count(hit => exact.Contains(hit.ChunkId));
            wanted += exact.Count;
        }

        return (double)found / wanted;
    }
}
