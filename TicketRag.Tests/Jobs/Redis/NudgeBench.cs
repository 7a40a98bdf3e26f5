using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;
using TicketRag.Core.Jobs;
using TicketRag.Core.Jobs.Redis;
using TicketRag.Tests.Infrastructure;
using TicketRag.Tests.Infrastructure.Servers;

namespace TicketRag.Tests.Jobs.Redis;

/// <summary>A Redis of the test's own, the nudges of any number of processes on it, and a look at its streams from outside.</summary>
internal sealed class NudgeBench : IAsyncDisposable
{
    public const string High = "ticketrag:jobs:high";
    public const string Rest = "ticketrag:jobs";
    public const string Group = "workers";

    public static readonly TimeSpan Long = TimeSpan.FromSeconds(5);
    public static readonly TimeSpan Short = TimeSpan.FromMilliseconds(50);

    private readonly List<ServiceProvider> _processes = [];
    private readonly ConnectionMultiplexer _probe;

    private NudgeBench(RedisServer server, ConnectionMultiplexer probe) => (Server, _probe) = (server, probe);

    public RedisServer Server { get; }

    /// <summary>Of all its processes.</summary>
    public LogLines Log { get; } = new();

    /// <summary>Of the process that was started last.</summary>
    public RedisWorkerGroup LastGroup => _processes[^1].GetRequiredService<RedisWorkerGroup>();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static async Task<NudgeBench> StartAsync()
    {
        var server = await RedisServer.StartNewAsync();
        return new(server, await ConnectionMultiplexer.ConnectAsync(server.Configuration + ",allowAdmin=true,abortConnect=false"));
    }

    public async Task<IJobNudges> ProcessAsync(string? configuration = null)
    {
        var services = new ServiceCollection()
            .AddLogging(logging => logging.AddProvider(Log)).AddSingleton(TimeProvider.System).AddRedis(configuration ?? Server.Configuration).BuildServiceProvider();
        _processes.Add(services);
        foreach (var service in services.GetServices<IHostedService>())
        {
            await service.StartAsync(Cancelled);
        }

        return services.GetRequiredService<IJobNudges>();
    }

    /// <summary>A process that waits already: the first wait of all makes the groups and ends when it has.</summary>
    public async Task<IJobNudges> WorkerAsync()
    {
        var worker = await ProcessAsync();
        await worker.WaitAsync(JobPriority.Low, (bool)await AskAsync("EXISTS", Rest) ? Short : Long, Cancelled);
        return worker;
    }

    /// <summary>Until the clients are connected again nudges are lost, as they may be: so more than one is sent.</summary>
    public static async Task NudgedAgainAsync(IJobNudges sender, IJobNudges worker, NudgeCount received)
    {
        var before = received.Value;
        while (received.Value == before)
        {
            sender.Send(JobPriority.Normal);
            await worker.WaitAsync(JobPriority.Low, Short, Cancelled);
        }
    }

    public Task<RedisResult> AskAsync(string command, params object[] arguments) => _probe.GetDatabase().ExecuteAsync(command, arguments);

    public Task WhenBlockedAsync(int clients) => WhenAsync(
        async () => ((string)(await AskAsync("INFO", "clients"))!).Contains($"blocked_clients:{clients}", StringComparison.Ordinal));

    public static Task WhenAsync(Func<Task<bool>> isSo) => Eventually.TrueAsync(isSo, TimeSpan.FromSeconds(30), () => "it is not so", Cancelled);

    /// <summary>Ever: a read of before that still blocks may have taken it already.</summary>
    public async Task<long> AddedAsync(string stream) => Figure((RedisResult[])(await AskAsync("XINFO", "STREAM", stream))!, "entries-added");

    public async Task<long> DeliveredAsync(string stream) =>
        Figure((RedisResult[])((RedisResult[])(await AskAsync("XINFO", "GROUPS", stream))!)[0]!, "entries-read");

    public async Task<IEnumerable<string>> ConsumersAsync(string stream) =>
        ((RedisResult[])(await AskAsync("XINFO", "CONSUMERS", stream, Group))!).Select(consumer => (string)((RedisResult[])consumer!)[1]!);

    public async Task<long> LengthAsync(string stream) => (long)await AskAsync("XLEN", stream);

    public async Task<long> PendingAsync(string stream) =>
        long.Parse((string)((RedisResult[])(await AskAsync("XPENDING", stream, Group))!)[0]!, CultureInfo.InvariantCulture);

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            foreach (var service in process.GetServices<IHostedService>())
            {
                await service.StopAsync(CancellationToken.None);
            }

            await process.DisposeAsync();
        }

        _probe.Dispose();
        await Server.DisposeAsync();
    }

    private static long Figure(RedisResult[] information, string name) =>
        (long)information[Array.FindIndex(information, item => (string?)item == name) + 1];
}
