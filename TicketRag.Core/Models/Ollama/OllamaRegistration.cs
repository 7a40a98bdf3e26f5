using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using TicketRag.Core.Connections;

namespace TicketRag.Core.Models.Ollama;

/// <summary>
/// The one place where Ollama's clients are registered, each with its health check and telemetry (<see cref="ModelTelemetry"/>):
/// what Aspire's client package would do.
/// </summary>
public static class OllamaRegistration
{
    public const string EmbedConnection = "embed";

    public const string ChatConnection = "chat";

    /// <summary>
    /// <see cref="IEmbeddingGenerator{TInput, TEmbedding}"/> of string and float vectors, and <see cref="OllamaModels"/> under the key <c>embed</c>.
    /// </summary>
    /// <exception cref="FormatException">The connection string names no model.</exception>
    public static IServiceCollection AddOllamaEmbeddings(this IServiceCollection services, EndpointConnection connection) =>
        services
            .AddOllama(EmbedConnection, connection)
            .AddSingleton<IEmbeddingGenerator<string, Embedding<float>>>(provider =>
                new OllamaEmbeddingGenerator(provider.GetRequiredKeyedService<OllamaConnection>(EmbedConnection)));

    /// <summary><see cref="IChatClient"/>, and <see cref="OllamaModels"/> under the key <c>chat</c>.</summary>
    /// <exception cref="FormatException">The connection string names no model.</exception>
    public static IServiceCollection AddOllamaChat(this IServiceCollection services, EndpointConnection connection) =>
        services
            .AddOllama(ChatConnection, connection)
            .AddSingleton<IChatClient>(provider => new OllamaChatClient(provider.GetRequiredKeyedService<OllamaConnection>(ChatConnection)));

    private static IServiceCollection AddOllama(this IServiceCollection services, string name, EndpointConnection connection)
    {
        var model = connection.Model ?? throw new FormatException($"ConnectionStrings:{name} names no model: expected Endpoint=http://host:port;Model=…");
        services.AddOptionsWithValidateOnStart<OllamaOptions, OllamaOptionsValidator>().BindConfiguration(OllamaOptions.Section);
        services.TryAddSingleton(TimeProvider.System);
        services.AddOllamaHttp(name, connection);
        services.AddKeyedSingleton(name, (provider, _) => new OllamaConnection(
            name,
            connection.Endpoint,
            model,
            provider.GetRequiredService<IHttpClientFactory>().CreateClient(name),
            provider.GetRequiredService<IOptions<OllamaOptions>>().Value,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<OllamaConnection>>()));
        services.AddKeyedSingleton(name, (provider, _) => new OllamaModels(provider.GetRequiredKeyedService<OllamaConnection>(name)));
        services.AddHealthChecks().Add(new(
            name,
            provider => new OllamaHealthCheck(provider.GetRequiredKeyedService<OllamaModels>(name)),
            HealthStatus.Degraded,
            tags: ["dependency"]));
        return services;
    }

    private static void AddOllamaHttp(this IServiceCollection services, string name, EndpointConnection connection) =>
        services
            .AddHttpClient(name, client =>
            {
                client.BaseAddress = new(connection.Endpoint.AbsoluteUri.TrimEnd('/') + "/");
                client.Timeout = Timeout.InfiniteTimeSpan;
                if (connection.Key is { } key)
                {
                    client.DefaultRequestHeaders.Authorization = new("Bearer", key);
                }
            })
            .ConfigurePrimaryHttpMessageHandler(provider => new SocketsHttpHandler
            {
                ConnectTimeout = provider.GetRequiredService<IOptions<OllamaOptions>>().Value.ConnectTimeout,
                PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            })
            // The client lives as long as the process: its handler renews connections itself.
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            // Time limits for all clients (a standard resilience handler's 30 s) are too short for a model that is being loaded.
            .ConfigureAdditionalHttpMessageHandlers((handlers, _) => handlers.Clear());
}
