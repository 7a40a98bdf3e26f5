using TicketRag.StandIns.Qdrant;
using TicketRag.Tests.Api.Webhooks;
using TicketRag.Tests.Infrastructure;
using TicketRag.Tests.Infrastructure.Servers;

namespace TicketRag.Tests.Distributed;

/// <summary>Two Apis side by side on one Postgres and Redis, a worker as a process of its own, and a receiver of webhooks.</summary>
public sealed class TwoApisFixture(PostgresServer postgres) : IAsyncLifetime
{
    private Dictionary<string, string?> _settings = [];
    private RedisServer? _redis;
    private QdrantStandIn? _qdrant;
    private ServiceProcess? _worker;

    internal ApiServer First { get; private set; } = null!;

    internal ApiServer Second { get; private set; } = null!;

    internal WebhookReceiver Receiver { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _redis = await RedisServer.StartNewAsync();
        _qdrant = await QdrantStandIn.StartNewAsync();
        Receiver = await WebhookReceiver.StartAsync();
        _settings = new()
        {
            ["ConnectionStrings:ticketdb"] = await postgres.CreateDatabaseAsync(),
            ["ConnectionStrings:redis"] = _redis.Configuration,
            ["ConnectionStrings:qdrant_http"] = _qdrant.ConnectionString,
            ["Outbound:AllowedHosts:0"] = $"127.0.0.1:{Receiver.Address.Port}",
            ["Webhooks:PollInterval"] = "00:00:00.100",
        };
        (First, Second) = (StartApi(), StartApi());
        _worker = ServiceProcess.Start("TicketRag.IngestWorker", new Dictionary<string, string>(
            _settings.Select(setting => KeyValuePair.Create(setting.Key.Replace(":", "__", StringComparison.Ordinal), setting.Value!)))
        {
            ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{ServerProcess.FreePort()}",
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
        });
        await _worker.WaitForOutputAsync("takes jobs", TestContext.Current.CancellationToken);
    }

    /// <summary>Stops the second Api and starts another in its place.</summary>
    internal async Task RestartSecondAsync(Func<Task> meanwhile)
    {
        await Second.DisposeAsync();
        await meanwhile();
        Second = StartApi();
    }

    public async ValueTask DisposeAsync()
    {
        await First.DisposeAsync();
        await Second.DisposeAsync();
        await _worker!.DisposeAsync();
        await Receiver.DisposeAsync();
        await _qdrant!.DisposeAsync();
        await _redis!.DisposeAsync();
    }

    private ApiServer StartApi() => ApiServer.Start("Production", _settings);
}
