using TicketRag.StandIns.Ollama;
using TicketRag.Tests.Infrastructure;
using TicketRag.Tests.Infrastructure.Servers;

namespace TicketRag.Tests.Distributed;

/// <summary>
/// The Api and a worker that look again quickly, with an Ollama for each model, so that one can be down without the other; and a little knowledge.
/// </summary>
public sealed class DegradationFixture(PostgresServer postgres) : IAsyncLifetime
{
    public const string Question = "The espresso machine leaks water under the grinder";

    private static readonly string[] Knowledge =
    [
        "When the espresso machine leaks water under the grinder, close the valve and replace the gasket.",
        "The delivery van is washed on Fridays by whoever drove it last.",
        "Lost keys of the store room are reported to the office before noon.",
    ];

    public ProductDeployment Deployment { get; private set; } = null!;

    public OllamaStandIn Chat { get; private set; } = null!;

    public ServiceProcess Api { get; private set; } = null!;

    public ServiceProcess Worker { get; private set; } = null!;

    public string EmbedModel { get; private set; } = ProductDeployment.EmbedModel;

    public async ValueTask InitializeAsync()
    {
        var cancellation = TestContext.Current.CancellationToken;
        Deployment = await ProductDeployment.CreateAsync(postgres, cancellation);
        Chat = await OllamaStandIn.StartAsync(OllamaStandInModel.Chat(ProductDeployment.ChatModel));
        await StartAsync(cancellation);
        await Api.Client.BecomeAdminOfAsync("degraded", cancellation);
        foreach (var text in Knowledge)
        {
            await Api.Client.IngestAsync(text, cancellation);
        }
    }

    /// <summary>Both services again, with another embedding model in their settings.</summary>
    public async Task RestartWithAsync(string embedModel, CancellationToken cancellationToken)
    {
        EmbedModel = embedModel;
        await Task.WhenAll(Api.TerminateAsync(cancellationToken), Worker.TerminateAsync(cancellationToken));
        var keys = Api.Client.DefaultRequestHeaders.GetValues("x-api-key");
        await StartAsync(cancellationToken);
        Api.Client.DefaultRequestHeaders.Add("x-api-key", keys);
    }

    /// <summary>Everything around the product is there again and does as it should.</summary>
    public async ValueTask RestoreAsync()
    {
        await Deployment.Redis.StartAsync();
        ServerSignals.Thaw(Deployment.Redis.ProcessId);
        Deployment.Qdrant.Delay = TimeSpan.Zero;
        await Deployment.Qdrant.StartAsync();
        Deployment.Ollama.Faults.Forget();
        await Deployment.Ollama.StartAsync();
        Chat.Reply = SchemaReply.FromPrompt;
        Chat.Faults.Forget();
        await Chat.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Deployment.DisposeAsync();
        await Chat.DisposeAsync();
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        (string, string)[] settings =
        [
            ("ASPNETCORE_ENVIRONMENT", "Production"),
            ("OTEL_EXPORTER_OTLP_ENDPOINT", ""),
            ("ConnectionStrings__embed", $"Endpoint={Deployment.Ollama.Endpoint};Model={EmbedModel}"),
            ("ConnectionStrings__chat", $"Endpoint={Chat.Endpoint};Model={ProductDeployment.ChatModel}"),
            ("Jobs__RetryDelay", "00:00:00.1"),
            ("Jobs__MaxRetryDelay", "00:00:03"),
            ("Models__Ollama__BreakDuration", "00:00:00.5"),
            ("Retrieval__CheckInterval", "00:00:00.5"),
            ("Retrieval__BreakDuration", "00:00:04"),
        ];
        Api = Deployment.StartApi(settings);
        Worker = Deployment.StartWorker(settings);
        await Api.WaitUntilUpAsync(cancellationToken);
        await Worker.WaitForOutputAsync("takes jobs", cancellationToken);
    }
}
