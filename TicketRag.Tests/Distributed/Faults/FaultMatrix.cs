using System.Net;
using TicketRag.Core.Jobs;
using TicketRag.Tests.Infrastructure;

namespace TicketRag.Tests.Distributed.Faults;

/// <summary>Strikes a product in every way that is known, and looks after each whether it is whole.</summary>
internal sealed class FaultMatrix(FaultyProduct product, int seed)
{
    private const string None = "none";

    private static readonly TimeSpan ModelTime = TimeSpan.FromMilliseconds(100);

    private readonly Random _random = new(seed);
    private readonly SortedDictionary<string, int> _injected = [];

    /// <summary>Kinds of work that a worker does with effects on database and vector store.</summary>
    public static IReadOnlyList<string> Kinds { get; } = [JobKind.TextIngestion, JobKind.SourceIndexing, JobKind.TicketSolution];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private ServiceProcess AnyApi => _random.Next(2) == 0 ? product.First : product.Second;

    /// <summary>How many stages a job of the kind has: in one that is left in peace.</summary>
    public async Task<int> StagesAsync(string kind)
    {
        var report = await StrikeAsync(kind, FaultSignal.Kill, None);
        Assert.Null(report.Process);
        return report.Number;
    }

    public IEnumerable<int> Some(int of, int stages) => Enumerable.Range(1, stages).OrderBy(_ => _random.Next()).Take(of);

    public IEnumerable<T> Shuffled<T>(IEnumerable<T> all) => all.OrderBy(_ => _random.Next());

    /// <summary>A worker is killed at a stage, or stands still there until everything else has ended.</summary>
    public async Task StrikeWorkerAsync(string kind, FaultSignal signal, int stage)
    {
        var report = await StrikeAsync(kind, signal, $"{stage}");
        if (report.Process is not { } process)
        {
            return;
        }

        Note($"worker, {signal} in {kind}", report.Stage);
        var worker = product.Worker(process);
        if (signal == FaultSignal.Kill)
        {
            await product.ReplaceAsync(worker);
        }
        else
        {
            await product.AllEndedAsync();
            worker.Thaw();
        }

        await product.AssertWholeAsync();
    }

    /// <summary>An Api is killed in a request that puts a job in; the client asks the other, with the same key.</summary>
    public async Task StrikeApiAsync(string stage)
    {
        var victim = AnyApi;
        var key = Guid.CreateVersion7().ToString();
        product.Orders.Give(FaultOrders.Request, FaultSignal.Kill, stage);
        try
        {
            await product.PutTextAsync(victim, key);
        }
        catch (HttpRequestException)
        {
            await product.PutTextAsync(victim == product.First ? product.Second : product.First, key);
        }

        var report = await product.Orders.HearAsync(Cancelled);
        if (report.Process is not null)
        {
            Note("api, Kill", report.Stage);
            await product.ReplaceAsync(victim);
        }

        await product.AssertWholeAsync();
    }

    /// <summary>Redis dies, is away for a while, and comes back with nothing.</summary>
    public async Task KillRedisAsync()
    {
        await PutSomeAsync();
        await product.Deployment.Redis.KillAsync();
        Note("redis", "killed");
        await PutSomeAsync();
        await product.AllEndedAsync();
        await PutSomeAsync();
        await product.Deployment.Redis.StartAsync();
        Note("redis", "restarted");
        await PutSomeAsync();
        await product.AssertWholeAsync();
    }

    public async Task WipeRedisAsync()
    {
        await PutSomeAsync();
        await product.Deployment.Redis.ExecuteAsync("FLUSHALL");
        Note("redis", "wiped");
        await PutSomeAsync();
        await product.AssertWholeAsync();
    }

    /// <summary>Postgres crashes in the middle of jobs and recovers.</summary>
    public async Task CrashPostgresAsync()
    {
        product.Deployment.Ollama.Faults.Delay(ModelTime, TimeProvider.System, times: 20);
        await PutSomeAsync();
        await product.Postgres.CrashAsync();
        Note("postgres", "crashed");
        await product.AssertRefusesAsync(AnyApi);
        await product.Postgres.StartAsync();
        product.Deployment.Ollama.Faults.Forget();
        await Task.WhenAll(UpAsync(product.First), UpAsync(product.Second));
        await PutSomeAsync();
        await product.AssertWholeAsync();
    }

    /// <summary>More nudges than jobs, and nudges for jobs that are long done.</summary>
    public async Task NudgeAsync()
    {
        await PutSomeAsync();
        await SendNudgesAsync();
        Note("nudges", "doubled");
        await product.AllEndedAsync();
        await SendNudgesAsync();
        Note("nudges", "late");
        await product.AssertWholeAsync();
    }

    /// <summary>What was done to it, and what became of its jobs.</summary>
    public async Task<string> SummaryAsync() =>
        $"seed {seed}: {_injected.Values.Sum()} faults injected ({string.Join("; ", _injected.Select(pair => $"{pair.Value} {pair.Key}"))}); "
        + $"{await product.CountAsync("jobs")} jobs, {await product.LostAsync()} lost, {await product.DoubledAsync()} doubled";

    private async Task<FaultReport> StrikeAsync(string kind, FaultSignal signal, string stage)
    {
        product.Orders.Give(FaultOrders.Run(kind), signal, stage);
        await (kind == JobKind.TextIngestion ? PutSomeAsync() : product.OpenTicketAsync(AnyApi));
        return await product.Orders.HearAsync(Cancelled);
    }

    private async Task PutSomeAsync()
    {
        for (var i = 0; i < 3; i++)
        {
            await product.PutTextAsync(AnyApi);
        }
    }

    private static Task UpAsync(ServiceProcess api) => Eventually.TrueAsync(
        async () => await api.HealthAsync(Cancelled) == HttpStatusCode.OK, TimeSpan.FromSeconds(60), () => "the Api does not come back", Cancelled);

    private Task SendNudgesAsync() => product.Deployment.Redis.ExecuteAsync(
        "EVAL", "for i = 1, 100 do redis.call('XADD', KEYS[1 + i % 2], '*', 'job', '1') end", 2, "ticketrag:jobs", "ticketrag:jobs:high");

    private void Note(string what, string how)
    {
        _injected[what] = _injected.GetValueOrDefault(what) + 1;
        TestContext.Current.TestOutputHelper?.WriteLine($"{what}: {how}");
    }
}
