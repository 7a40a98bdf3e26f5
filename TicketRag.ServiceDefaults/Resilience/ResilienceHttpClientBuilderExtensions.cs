using Microsoft.Extensions.DependencyInjection;

namespace TicketRag.ServiceDefaults.Resilience;

public static class ResilienceHttpClientBuilderExtensions
{
    /// <summary>Tunes the standard resilience of this client.</summary>
    public static IHttpClientBuilder WithStandardResilience(this IHttpClientBuilder builder, Action<HttpResilienceOptions> configure)
    {
        builder.Services.Configure(builder.Name, configure);
        return builder;
    }

    /// <summary>For clients with rules of their own: a model's answer streams for minutes and must not be asked for twice.</summary>
    public static IHttpClientBuilder WithoutStandardResilience(this IHttpClientBuilder builder) =>
        builder.WithStandardResilience(options => options.Enabled = false);
}
