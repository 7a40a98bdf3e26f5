using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using TicketRag.Core.Outbound;

namespace TicketRag.Core.Webhooks;

internal static class WebhookRegistration
{
    public static IServiceCollection AddWebhooks(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<WebhookOptions>().BindConfiguration(WebhookOptions.Section);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<WebhookOptions>, WebhookOptionsValidator>());
        services.AddOutboundHttpClient(WebhookSender.Client, followRedirects: false);
        return services.AddSingleton<WebhookQueue>().AddSingleton<WebhookSender>().AddScoped<WebhookDesk>();
    }
}
