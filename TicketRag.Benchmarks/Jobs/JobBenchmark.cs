using System.Diagnostics;
using TicketRag.Benchmarks.Hosts;

namespace TicketRag.Benchmarks.Jobs;

/// <summary>
/// The job engine beside others on the same Postgres and Redis, in turns, with medians: <c>jobs [--rounds 3] [--jobs 60000] [--peers folder]</c>.
/// The folder holds <c>npm install bullmq pg-boss graphile-worker</c>; without it, ours alone is measured. <c>--long true</c> adds fairness and memory.
/// </summary>
internal static class JobBenchmark
{
    private const string Ours = "ours";

    /// <summary>As many as the peers get.</summary>
    private const int RowsPerCall = 1_000;

    public static async Task<int> RunAsync(string[] args)
    {
        var options = new BenchmarkOptions(args);
        var (rounds, jobs, peers) = (options.Number("--rounds", 3), options.Number("--jobs", 60_000), options.Text("--peers", ""));
        await using var backends = await Backends.StartNewAsync();
        if (backends is null)
        {
            return 0;
        }

        Machine.Describe();
        string[] engines = Directory.Exists(peers) ? [Ours, "bullmq", "pgboss", "graphile"] : [Ours];
        var figures = engines.ToDictionary(engine => engine, _ => new List<JobFigures>());
        Console.WriteLine($"{"engine",-10} {"one/s",8} {"fifty/s",9} {"bulk/s",9} {"process/s",10} {"µs/job",8} {"p50 ms",8} {"p99 ms",8}");
        for (var round = 0; round < rounds; round++)
        {
            foreach (var engine in engines)
            {
                var database = $"{engine}{round}";
                var settings = await backends.NewDeploymentAsync(database);
                var measured = engine == Ours
                    ? await MeasureOursAsync(settings, jobs, backends)
                    : await PeerEngine.MeasureAsync(engine, jobs, peers, database, backends);
                figures[engine].Add(measured);
                Console.WriteLine($"{engine,-10} {measured}");
            }
        }

        foreach (var engine in engines)
        {
            Console.WriteLine($"{engine,-10} {JobFigures.Median(figures[engine])}   median of {rounds}");
        }

        if (options.Text("--long", "") == "true")
        {
            await FairnessAsync(await backends.NewDeploymentAsync("fairness"));
            await MemoryAsync(await backends.NewDeploymentAsync("memory"));
        }

        return 0;
    }

    private static async Task<JobFigures> MeasureOursAsync(Dictionary<string, string> settings, int jobs, Backends backends)
    {
        await using var engine = await OurEngine.CreateAsync(settings);
        await engine.OneByOneAsync(50);
        var one = await engine.OneByOneAsync(1_000);
        var fifty = await engine.InFlightAsync(20_000, 50);
        await engine.ClearAsync();
        await engine.WarmUpAsync();
        await engine.PauseAsync();
        var bulk = await engine.BulkAsync(jobs, RowsPerCall);
        var (rate, cpu) = await SecondHalfAsync(engine, jobs, backends);
        var latencies = await engine.StartLatencyAsync(500, TimeSpan.FromMilliseconds(10));
        return new(one, fifty, bulk, rate, cpu, latencies.Median, latencies.Percentile(99));
    }

    // By then engine and compiler are warm, as they are in a worker that has been up for a minute; peers.mjs counts the same.
    private static async Task<(double PerSecond, double CpuMicroseconds)> SecondHalfAsync(OurEngine engine, int jobs, Backends backends)
    {
        var (servers, own, started) = (TimeSpan.Zero, TimeSpan.Zero, 0L);
        await engine.DrainAsync(jobs, engine.ResumeAsync, () =>
            (servers, own, started) = (ServerCpu.Of(backends.ServerProcesses), Environment.CpuUsage.TotalTime, Stopwatch.GetTimestamp()));
        var took = Stopwatch.GetElapsedTime(started);
        var cpu = ServerCpu.Of(backends.ServerProcesses) - servers + Environment.CpuUsage.TotalTime - own;
        var counted = jobs - jobs / 2;
        return (counted / took.TotalSeconds, cpu.TotalMicroseconds / counted);
    }

    private static async Task FairnessAsync(Dictionary<string, string> settings)
    {
        await using var engine = await OurEngine.CreateAsync(settings);
        await engine.WarmUpAsync();
        var waits = new Latencies();
        for (var round = 0; round < 5; round++)
        {
            var drained = engine.DrainAsync(20_000, () => engine.BulkAsync(20_000, 20_000));
            while (!drained.IsCompleted)
            {
                waits.AddRange(await engine.StartLatencyAsync(5, TimeSpan.FromMilliseconds(10), otherOrganization: true));
            }

            await drained;
        }

        Console.WriteLine($"With 20,000 jobs of another organization waiting: p50 {waits.Median:0.0} ms, p99 {waits.Percentile(99):0.0} ms of {waits.Count} jobs");
    }

    private static async Task MemoryAsync(Dictionary<string, string> settings)
    {
        await using var engine = await OurEngine.CreateAsync(settings);
        await engine.WarmUpAsync();
        for (var i = 0; i < 5; i++)
        {
            var took = await engine.DrainAsync(40_000, () => engine.BulkAsync(40_000, 10_000));
            GC.Collect();
            Console.WriteLine(
                $"After {(i + 1) * 40_000:N0} jobs: {GC.GetTotalMemory(false) / 1e6:0} MB live, {Environment.WorkingSet / 1e6:0} MB working set, {40_000 / took.TotalSeconds:0} jobs/s");
        }
    }
}
