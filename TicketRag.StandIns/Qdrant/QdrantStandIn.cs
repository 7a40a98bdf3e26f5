using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace TicketRag.StandIns.Qdrant;

/// <summary>
/// A server that speaks as much of Qdrant 1.19's REST interface as TicketRag uses, in memory, computing what the real one computes.
/// It is stricter in one thing: the real server ignores most unknown fields, this one refuses them, so that a misspelt one is seen.
/// What it can't do it answers with 501.
/// </summary>
public sealed class QdrantStandIn : IAsyncDisposable
{
    private readonly ConcurrentQueue<RecordedRequest> _requests = new();
    private readonly QdrantFaults _faults = new();
    private QdrantRoutes _routes = new(new());
    private readonly TimeProvider _time;
    private WebApplication? _app;
    private int _port;

    private QdrantStandIn(TimeProvider time) => _time = time;

    public static async Task<QdrantStandIn> StartNewAsync(TimeProvider? time = null)
    {
        var server = new QdrantStandIn(time ?? TimeProvider.System);
        await server.StartAsync();
        return server;
    }

    /// <summary>Stays the same over a stop and a start.</summary>
    public Uri Endpoint => new($"http://127.0.0.1:{_port}");

    public string ApiKey { get; } = "stand-in-key";

    /// <summary>In Aspire's form.</summary>
    public string ConnectionString => $"Endpoint={Endpoint};Key={ApiKey}";

    /// <summary>What was asked so far, in order; health endpoints excepted.</summary>
    public IReadOnlyList<RecordedRequest> Requests => [.. _requests];

    /// <summary>False where the memory of all bodies would be too much.</summary>
    public bool Records { get; set; } = true;

    /// <summary>How long every answer takes; ends early when the client goes.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>What <c>/readyz</c> says.</summary>
    public bool IsReady { get; set; } = true;

    /// <summary>The next requests are answered with this status; 429 carries <paramref name="retryAfter"/> in whole seconds.</summary>
    public void FailNext(HttpStatusCode status, int count = 1, TimeSpan? retryAfter = null) => _faults.Add(new(status, retryAfter), count);

    /// <summary>The next <paramref name="spared"/> requests are answered, the one after them gets this status.</summary>
    public void FailAfter(int spared, HttpStatusCode status)
    {
        _faults.Add(Fault.Spare, spared);
        FailNext(status);
    }

    public void ForgetFailures() => _faults.Clear();

    /// <summary>The next answers stop half way.</summary>
    public void BreakNext(int count = 1) => _faults.Add(new(Status: null), count);

    /// <summary>Listens, where it doesn't yet.</summary>
    public async Task StartAsync()
    {
        if (_app is not null)
        {
            return;
        }

        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, _port);
            kestrel.Limits.MaxRequestBodySize = null;
        });
        builder.Logging.SetMinimumLevel(LogLevel.None);
        _app = builder.Build();
        _app.Run(new QdrantPipeline(this, _routes, _faults, _time, _requests).HandleAsync);
        await _app.StartAsync();
        _port = new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()).Port;
    }

    /// <summary>Connections are refused from here on; what is stored stays.</summary>
    public async Task StopAsync()
    {
        if (_app is { } app)
        {
            _app = null;
            using var atOnce = new CancellationTokenSource(TimeSpan.Zero);
            await app.StopAsync(atOnce.Token);
            await app.DisposeAsync();
        }
    }

    /// <summary>Comes back on its port with nothing in it, as a server whose volume was lost.</summary>
    public async Task RestartEmptyAsync()
    {
        await StopAsync();
        _routes.Dispose();
        _routes = new(new());
        await StartAsync();
    }

    /// <summary>The ids of all points, by collection.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<Guid>> PointIds => _routes.PointIds();

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _routes.Dispose();
    }
}
