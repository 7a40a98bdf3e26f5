using System.Diagnostics.Metrics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using StackExchange.Redis;
using TicketRag.Core.Jobs;
using TicketRag.Core.Jobs.Redis;
using TicketRag.Tests.Infrastructure;
using TicketRag.Tests.Infrastructure.Servers;

namespace TicketRag.Tests.Jobs.Redis;

public sealed class RedisJobNudgesTests : IAsyncLifetime
{
    private const string High = "ticketrag:jobs:high";
    private const string Rest = "ticketrag:jobs";
    private const string Group = "workers";

    private static readonly TimeSpan Long = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(50);

    private readonly List<ServiceProvider> _processes = [];
    private RedisServer? _server;
    private ConnectionMultiplexer? _probe;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private RedisServer Server => _server ?? throw new InvalidOperationException("The test has not begun.");

    public async ValueTask InitializeAsync()
    {
        _server = await RedisServer.StartNewAsync();
        _probe = await ConnectionMultiplexer.ConnectAsync(_server.Configuration + ",allowAdmin=true,abortConnect=false");
    }

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

        _probe!.Dispose();
        await Server.DisposeAsync();
    }

    [Fact(Timeout = 60_000)]
    public async Task Nudge_wakes_one_of_two_workers_and_leaves_nothing_behind()
    {
        var (sender, one, other) = (await ProcessAsync(), await WorkerAsync(), await WorkerAsync());
        Task[] waiting = [one.WaitAsync(JobPriority.Low, Long, Cancelled), other.WaitAsync(JobPriority.Low, Long, Cancelled)];
        await WhenBlockedAsync(2);

        sender.Send(JobPriority.Normal);

        var woken = await Task.WhenAny(waiting);
        await woken;
        await WhenAsync(async () => await LengthAsync(Rest) == 0);
        Assert.Equal(1, waiting.Count(task => !task.IsCompleted));
        Assert.Equal(0, await PendingAsync(Rest));

        sender.Send(JobPriority.High);
        await Task.WhenAll(waiting);
        await WhenAsync(async () => await LengthAsync(High) == 0);
        Assert.Equal(0, await PendingAsync(High));
    }

    [Fact(Timeout = 60_000)]
    public async Task Worker_with_only_its_reserved_slot_leaves_other_nudges_to_others()
    {
        var (sender, full) = (await ProcessAsync(), await WorkerAsync());
        var waiting = full.WaitAsync(JobPriority.High, Long, Cancelled);
        await WhenBlockedAsync(1);

        sender.Send(JobPriority.Normal);
        await WhenAsync(async () => await LengthAsync(Rest) == 1);
        Assert.False(waiting.IsCompleted);

        sender.Send(JobPriority.High);
        await waiting;
        Assert.Equal(1, await LengthAsync(Rest));

        var idle = await ProcessAsync();
        await idle.WaitAsync(JobPriority.Low, Long, Cancelled);
        await WhenAsync(async () => await LengthAsync(Rest) == 0);
    }

    [Fact(Timeout = 60_000)]
    public async Task Nudge_that_came_while_nobody_waited_is_found()
    {
        var (sender, worker) = (await ProcessAsync(), await WorkerAsync());
        sender.Send(JobPriority.Normal);
        await WhenAsync(async () => await AddedAsync(Rest) == 1);

        await worker.WaitAsync(JobPriority.Low, Long, Cancelled);

        await WhenAsync(async () => await LengthAsync(Rest) == 0);
        Assert.Equal(0, await PendingAsync(Rest));
    }

    [Fact(Timeout = 60_000)]
    public async Task Killed_server_stops_neither_senders_nor_workers_and_its_return_brings_nudges_back()
    {
        using var received = new Count("received");
        var (sender, worker) = (await ProcessAsync(), await WorkerAsync());
        await Server.KillAsync();
        for (var i = 0; i < 5_000; i++)
        {
            sender.Send(JobPriority.Normal);
        }

        await worker.WaitAsync(JobPriority.Low, Short, Cancelled);
        await worker.WaitAsync(JobPriority.Low, Short, Cancelled);

        await Server.StartAsync();
        await NudgedAgainAsync(sender, worker, received);
    }

    [Fact(Timeout = 60_000)]
    public async Task Wiped_server_gets_its_groups_again()
    {
        using var received = new Count("received");
        var (sender, worker) = (await ProcessAsync(), await WorkerAsync());
        var waiting = worker.WaitAsync(JobPriority.Low, Long, Cancelled);
        await WhenBlockedAsync(1);
        await AskAsync("FLUSHALL");
        await waiting;

        await NudgedAgainAsync(sender, worker, received);
    }

    [Fact(Timeout = 60_000)]
    public async Task Nudge_that_a_worker_dies_with_is_nobodys_to_acknowledge()
    {
        using var received = new Count("received");
        var (sender, worker) = (await ProcessAsync(), await WorkerAsync());
        await AskAsync("ACL", "SETUSER", "default", "-xdel");
        sender.Send(JobPriority.Normal);
        await WhenAsync(async () => await AddedAsync(Rest) == 1);

        // It has read the nudge, and can do nothing more about it.
        await WhenAsync(async () =>
        {
            await worker.WaitAsync(JobPriority.Low, Short, Cancelled);
            return await DeliveredAsync(Rest) == 1;
        });

        Assert.Equal((1, 0), (await LengthAsync(Rest), await PendingAsync(Rest)));
        await AskAsync("ACL", "SETUSER", "default", "+xdel");
        await NudgedAgainAsync(sender, worker, received);
    }

    [Fact(Timeout = 60_000)]
    public async Task Server_that_fails_while_it_gets_its_groups_leaves_workers_to_look_for_themselves()
    {
        await AskAsync("ACL", "SETUSER", "default", "-xgroup");
        var worker = await ProcessAsync();
        await worker.WaitAsync(JobPriority.Low, Long, Cancelled);
        await worker.WaitAsync(JobPriority.Low, Short, Cancelled);

        await AskAsync("ACL", "SETUSER", "default", "+xgroup");
        await WhenAsync(async () =>
        {
            await worker.WaitAsync(JobPriority.Low, Short, Cancelled);
            return (bool)await AskAsync("EXISTS", Rest);
        });
    }

    [Fact(Timeout = 60_000)]
    public async Task Wrong_password_leaves_workers_to_look_for_themselves()
    {
        var worker = await ProcessAsync($"localhost:{Server.Port},password=wrong");
        worker.Send(JobPriority.Normal);

        await worker.WaitAsync(JobPriority.Low, Short, Cancelled);
        await worker.WaitAsync(JobPriority.Low, Short, Cancelled);
    }

    [Fact(Timeout = 60_000)]
    public async Task Server_whose_name_nobody_knows_leaves_workers_to_look_for_themselves()
    {
        var worker = await ProcessAsync("no-such-host.invalid:6379");
        worker.Send(JobPriority.Normal);

        await worker.WaitAsync(JobPriority.Low, Short, Cancelled);
        await worker.WaitAsync(JobPriority.Low, Short, Cancelled);
    }

    [Fact(Timeout = 60_000)]
    public async Task Wait_that_is_given_up_ends_though_its_read_goes_on()
    {
        var worker = await WorkerAsync();
        using var givenUp = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        var waiting = worker.WaitAsync(JobPriority.Low, Long, givenUp.Token);
        await WhenBlockedAsync(1);

        await givenUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact(Timeout = 60_000)]
    public async Task Workers_that_were_killed_are_taken_out_of_the_group_and_those_that_read_are_not()
    {
        var worker = await WorkerAsync();
        var group = _processes[^1].GetRequiredService<RedisWorkerGroup>();
        await AskAsync("XGROUP", "CREATECONSUMER", Rest, Group, "killed:1");
        await AskAsync("XGROUP", "CREATECONSUMER", High, Group, "killed:1");
        foreach (var priority in new[] { JobPriority.Normal, JobPriority.High })
        {
            await AskAsync("XADD", priority == JobPriority.High ? High : Rest, "*", "job", "1");
            await worker.WaitAsync(JobPriority.Low, Long, Cancelled);
        }

        Assert.Equal(0, await group.ForgetSilentAsync(RedisWorkerGroup.LongSilence));
        await WhenAsync(async () => await group.ForgetSilentAsync(TimeSpan.Zero) == 2);
        Assert.Equal([group.Consumer], await ConsumersAsync(Rest));
        Assert.Equal([group.Consumer], await ConsumersAsync(High));

        await group.LeaveAsync(Cancelled);
        Assert.Empty(await ConsumersAsync(Rest));
    }

    // Until the clients are connected again nudges are lost, as they may be: so more than one is sent.
    private static async Task NudgedAgainAsync(IJobNudges sender, IJobNudges worker, Count received)
    {
        var before = received.Value;
        while (received.Value == before)
        {
            sender.Send(JobPriority.Normal);
            await worker.WaitAsync(JobPriority.Low, Short, Cancelled);
        }
    }

    private async Task<IJobNudges> ProcessAsync(string? configuration = null)
    {
        var services = new ServiceCollection().AddLogging().AddSingleton(TimeProvider.System).AddRedis(configuration ?? Server.Configuration).BuildServiceProvider();
        _processes.Add(services);
        foreach (var service in services.GetServices<IHostedService>())
        {
            await service.StartAsync(Cancelled);
        }

        return services.GetRequiredService<IJobNudges>();
    }

    // The first wait of all makes the groups and ends when it has.
    private async Task<IJobNudges> WorkerAsync()
    {
        var worker = await ProcessAsync();
        await worker.WaitAsync(JobPriority.Low, (bool)await AskAsync("EXISTS", Rest) ? Short : Long, Cancelled);
        return worker;
    }

    private Task<RedisResult> AskAsync(string command, params object[] arguments) => _probe!.GetDatabase().ExecuteAsync(command, arguments);

    private Task WhenBlockedAsync(int clients) => WhenAsync(
        async () => ((string)(await AskAsync("INFO", "clients"))!).Contains($"blocked_clients:{clients}", StringComparison.Ordinal));

    private static Task WhenAsync(Func<Task<bool>> isSo) => Eventually.TrueAsync(isSo, TimeSpan.FromSeconds(30), () => "it is not so", Cancelled);

    // A read of before that still blocks may have taken it already.
    private async Task<long> AddedAsync(string stream) => Figure((RedisResult[])(await AskAsync("XINFO", "STREAM", stream))!, "entries-added");

    private async Task<long> DeliveredAsync(string stream) =>
        Figure((RedisResult[])((RedisResult[])(await AskAsync("XINFO", "GROUPS", stream))!)[0]!, "entries-read");

    private static long Figure(RedisResult[] information, string name) =>
        (long)information[Array.FindIndex(information, item => (string?)item == name) + 1];

    private async Task<IEnumerable<string>> ConsumersAsync(string stream) =>
        ((RedisResult[])(await AskAsync("XINFO", "CONSUMERS", stream, Group))!).Select(consumer => (string)((RedisResult[])consumer!)[1]!);

    private async Task<long> LengthAsync(string stream) => (long)await AskAsync("XLEN", stream);

    private async Task<long> PendingAsync(string stream) =>
        long.Parse((string)((RedisResult[])(await AskAsync("XPENDING", stream, Group))!)[0]!, CultureInfo.InvariantCulture);

    /// <summary>Counts nudges by what became of them.</summary>
    private sealed class Count : IDisposable
    {
        private readonly MeterListener _listener = new();
        private long _value;

        public Count(string outcome)
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == "ticketrag.redis.nudges")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<long>((_, measurement, tags, _) =>
            {
                foreach (var tag in tags)
                {
                    Interlocked.Add(ref _value, tag.Value is string value && value == outcome ? measurement : 0);
                }
            });
            _listener.Start();
        }

        public long Value => Interlocked.Read(ref _value);

        public void Dispose() => _listener.Dispose();
    }
}
