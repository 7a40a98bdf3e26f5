using Microsoft.Extensions.Http;
using Microsoft.Extensions.Options;
using TicketRag.ServiceDefaults.Discovery;
using TicketRag.ServiceDefaults.Resilience;

namespace TicketRag.ServiceDefaults;

/// <summary>
/// Gives every client of <see cref="IHttpClientFactory"/> resilience and, inside it, service discovery, so that a retry goes to the next endpoint.
/// A filter and not ConfigureHttpClientDefaults, because only a filter knows the client's name.
/// </summary>
internal sealed class HttpClientDefaults(
    ServiceEndpoints endpoints,
    ResiliencePipelines pipelines,
    IOptionsMonitor<HttpResilienceOptions> options) : IHttpMessageHandlerBuilderFilter
{
    public Action<HttpMessageHandlerBuilder> Configure(Action<HttpMessageHandlerBuilder> next) => builder =>
    {
        // Before the client's own configuration, which may clear them.
        builder.AdditionalHandlers.Insert(0, new ServiceDiscoveryHandler(endpoints));
        var client = builder.Name ?? Options.DefaultName;
        if (options.Get(client).Enabled)
        {
            builder.AdditionalHandlers.Insert(0, new ResilienceHandler(pipelines.For(client)));
        }

        next(builder);
    };
}
