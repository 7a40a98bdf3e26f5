using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using TicketRag.Core.Connections;

namespace TicketRag.Core.Retrieval.Qdrant;

/// <summary>
/// Everything that Aspire's client package would bring: client, health check and telemetry. It can take this file's place.
/// </summary>
public static class QdrantRegistration
{
    /// <summary>The name of the ActivitySource and of the Meter.</summary>
    public const string TelemetryName = QdrantTelemetry.Name;

    private const string HttpClientName = "qdrant";

    /// <summary>Needs an <see cref="ITextAnalyzer"/>, an IConfiguration and logging; brings <see cref="IVectorStores"/>.</summary>
    public static IServiceCollection AddQdrant(this IServiceCollection services, EndpointConnection connection)
    {
        services.AddSingleton<IValidateOptions<QdrantOptions>, QdrantOptionsValidator>();
        services.AddOptionsWithValidateOnStart<QdrantOptions>().BindConfiguration(QdrantOptions.Section);
        services.TryAddSingleton(TimeProvider.System);

        // The client lives as long as the process, so the connections are renewed by age instead of with the handler;
        // and its own spans say what two log lines a request would.
        services.AddHttpClient(HttpClientName)
            .RemoveAllLoggers()
            .ConfigureHttpClient((provider, http) => Configure(http, connection, provider.GetRequiredService<IOptions<QdrantOptions>>().Value))
            .UseSocketsHttpHandler((handler, _) => handler.PooledConnectionLifetime = TimeSpan.FromMinutes(5))
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            // No retries here: a search has a rung below and a job its own patience, so a dead server should be known as one at once.
            .ConfigureAdditionalHttpMessageHandlers((handlers, _) => handlers.Clear());
        services.AddSingleton(provider => new QdrantTransport(
            provider.GetRequiredService<IHttpClientFactory>().CreateClient(HttpClientName),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<QdrantClient>();
        services.AddSingleton<QdrantVectorStore>();
        services.AddSingleton<IVectorStores, QdrantVectorStores>();

        services.AddHealthChecks()
            .AddCheck<QdrantHealthCheck>(QdrantHealthCheck.Name, HealthStatus.Degraded, tags: ["dependency"]);
        return services;
    }

    private static void Configure(HttpClient http, EndpointConnection connection, QdrantOptions options)
    {
        // A path in the endpoint (a reverse proxy's) is kept only when it ends in a slash.
        http.BaseAddress = new(connection.Endpoint.AbsoluteUri.TrimEnd('/') + "/");
        http.Timeout = options.Timeout;
        if (connection.Key is { } key)
        {
            http.DefaultRequestHeaders.Add("api-key", key);
        }
    }
}
