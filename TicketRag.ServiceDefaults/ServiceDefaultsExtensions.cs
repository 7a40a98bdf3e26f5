using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Http;
using TicketRag.ServiceDefaults.Discovery;
using TicketRag.ServiceDefaults.Health;
using TicketRag.ServiceDefaults.Resilience;
using TicketRag.ServiceDefaults.Telemetry;

namespace TicketRag.ServiceDefaults;

/// <summary>
/// What every service of the solution shares, in the shape of Aspire's template: telemetry, health, service discovery, resilience.
/// </summary>
public static class ServiceDefaultsExtensions
{
    public static TBuilder AddServiceDefaults<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.AddTelemetry();
        builder.AddDefaultHealthChecks();

        builder.Services.AddHttpClient();
        builder.Services.TryAddSingleton<ServiceEndpoints>();
        builder.Services.TryAddSingleton<ResiliencePipelines>();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHttpMessageHandlerBuilderFilter, HttpClientDefaults>());
        return builder;
    }

    /// <summary>Maps <c>/health</c> and <c>/alive</c>, in every environment: platforms probe them in production.</summary>
    public static WebApplication MapDefaultEndpoints(this WebApplication app)
    {
        app.MapHealth();
        return app;
    }
}
