using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace TicketRag.Core.Outbound;

/// <summary>The clients for addresses that clients name. Nothing else may be fetched from such an address.</summary>
public static class OutboundRegistration
{
    /// <summary>
    /// A named client that reaches only what <see cref="OutboundOptions"/> allow. It has none of the standard resilience and no service discovery, no cookies,
    /// no credentials and no proxy; it unpacks compressed answers, so whoever reads one limits what is unpacked.
    /// </summary>
    /// <param name="followRedirects">Whether redirects are followed, each checked like the first address, or handed back.</param>
    public static IHttpClientBuilder AddOutboundHttpClient(this IServiceCollection services, string name, bool followRedirects)
    {
        services.AddOptionsWithValidateOnStart<OutboundOptions>().BindConfiguration(OutboundOptions.Section);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<OutboundOptions>, OutboundOptionsAnnotations>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<OutboundOptions>, OutboundOptionsLists>());
        services.TryAddSingleton(provider =>
            new OutboundGuard(provider.GetRequiredService<IOptions<OutboundOptions>>().Value, Dns.GetHostAddressesAsync));
        return services.AddHttpClient(name)
            .ConfigurePrimaryHttpMessageHandler(provider => NewSocketsHandler(
                provider.GetRequiredService<OutboundGuard>(), provider.GetRequiredService<IOptions<OutboundOptions>>().Value))
            .ConfigureAdditionalHttpMessageHandlers((handlers, provider) =>
            {
                handlers.Clear();
                handlers.Add(new OutboundHandler(
                    provider.GetRequiredService<OutboundGuard>(),
                    followRedirects ? provider.GetRequiredService<IOptions<OutboundOptions>>().Value.MaxRedirects : 0));
            });
    }

    private static SocketsHttpHandler NewSocketsHandler(OutboundGuard guard, OutboundOptions options) => new()
    {
        ConnectCallback = guard.ConnectAsync,
        ConnectTimeout = options.ConnectTimeout,
        UseProxy = false,
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.All,
        PooledConnectionLifetime = TimeSpan.FromMinutes(1),
    };
}
