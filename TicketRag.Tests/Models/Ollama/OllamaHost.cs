using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using TicketRag.Core.Connections;
using TicketRag.Core.Models.Ollama;
using TicketRag.StandIns.Ollama;
using TicketRag.Tests.Infrastructure;

namespace TicketRag.Tests.Models.Ollama;

/// <summary>Both Ollama clients as a service registers them, over real HTTP to a stand-in, on a clock that tests move.</summary>
internal sealed class OllamaHost : IAsyncDisposable
{
    /// <summary>What tests ask a chat model.</summary>
    public static readonly ChatMessage[] Question =
    [
        new(ChatRole.System, "Answer from the sources."),
        new(ChatRole.User, "Why does the printer smoke?"),
    ];

    private readonly ServiceProvider services;

    private OllamaHost(OllamaStandIn server, ServiceProvider services, ManualTimeProvider time)
    {
        Server = server;
        this.services = services;
        Time = time;
    }

    public OllamaStandIn Server { get; }

    public ManualTimeProvider Time { get; }

    public IServiceProvider Services => services;

    public IEmbeddingGenerator<string, Embedding<float>> Embedder => services.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>();

    public IChatClient Chat => services.GetRequiredService<IChatClient>();

    public OllamaModels Models => services.GetRequiredKeyedService<OllamaModels>(OllamaRegistration.EmbedConnection);

    public static async Task<OllamaHost> StartAsync(
        string embed = "nomic-embed-text", string chat = "llama3.2", params IEnumerable<(string Setting, string Value)> settings)
    {
        var server = await OllamaStandIn.StartAsync();
        return Connect(server, embed, chat, settings);
    }

    public static OllamaHost Connect(
        OllamaStandIn server, string embed = "nomic-embed-text", string chat = "llama3.2", params IEnumerable<(string Setting, string Value)> settings)
    {
        var time = new ManualTimeProvider();
        var services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<TimeProvider>(time)
            .AddSingleton<IConfiguration>(new ConfigurationBuilder()
                .AddInMemoryCollection(settings.Select(pair => KeyValuePair.Create($"{OllamaOptions.Section}:{pair.Setting}", (string?)pair.Value)))
                .Build())
            .AddOllamaEmbeddings(EndpointConnection.Parse("embed", $"Endpoint={server.Endpoint};Model={embed}"))
            .AddOllamaChat(EndpointConnection.Parse("chat", $"Endpoint={server.Endpoint};Model={chat}"))
            .BuildServiceProvider();
        return new(server, services, time);
    }

    public Task<HealthReport> CheckHealthAsync() =>
        services.GetRequiredService<HealthCheckService>().CheckHealthAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        await Server.DisposeAsync();
    }
}
