using Microsoft.Extensions.DependencyInjection;
using TicketRag.Core.Jobs;
using TicketRag.IngestWorker.Jobs;
using TicketRag.Tests.Infrastructure;

namespace TicketRag.Tests.Api.Webhooks;

/// <summary>The Api, embedded, with a receiver on this machine that it is allowed to reach, and little patience.</summary>
public sealed class WebhookFixture : IAsyncLifetime
{
    private ApiServer? _server;
    private WebhookReceiver? _receiver;

    internal ApiServer Server => _server!;

    internal WebhookReceiver Receiver => _receiver!;

    public async ValueTask InitializeAsync()
    {
        _receiver = await WebhookReceiver.StartAsync();
        _server = ApiServer.Start(
            "Production",
            new Dictionary<string, string?>
            {
                ["Outbound:AllowedHosts:0"] = $"127.0.0.1:{_receiver.Address.Port}",
                ["Webhooks:PollInterval"] = "00:00:00.050",
                ["Webhooks:MaxAttempts"] = "3",
                ["Webhooks:DisableAfter"] = "2",
                ["Jobs:Kinds:webhook_delivery:RetryDelay"] = "00:00:00.001",
                ["Jobs:Kinds:webhook_delivery:MaxRetryDelay"] = "00:00:00.010",
                ["Jobs:PollInterval"] = "00:00:00.050",
            },
            services => services.AddKeyedScoped<IJobHandler, ScriptedTextHandler>(JobKind.TextIngestion));
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await Receiver.DisposeAsync();
    }
}
