using TicketRag.Core.Outbound;

namespace TicketRag.IngestWorker.Pages;

internal static class PageRegistration
{
    public static IServiceCollection AddPages(this IServiceCollection services)
    {
        services.AddOptions<PageOptions>().BindConfiguration(PageOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOutboundHttpClient(PageFetcher.Client, followRedirects: true).ConfigureHttpClient(client => client.Timeout = Timeout.InfiniteTimeSpan);
        services.AddSingleton<RobotsCache>();
        return services.AddSingleton<PageFetcher>().AddScoped<PageIngestion>();
    }
}
