using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace TicketRag.Core.Jobs.Events;

public static class JobEventRegistration
{
    /// <summary>For processes that let clients follow jobs.</summary>
    public static IServiceCollection AddJobEvents(this IServiceCollection services)
    {
        services.AddJobEventOptions();
        services.AddSingleton<JobFeedWatch>();
        services.AddHostedService(provider => provider.GetRequiredService<JobFeedWatch>());
        return services;
    }

    /// <summary>For processes that keep the feed.</summary>
    public static IServiceCollection AddJobEventOptions(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<JobEventOptions>().BindConfiguration(JobEventOptions.Section);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<JobEventOptions>, JobEventOptionsValidator>());
        return services;
    }
}
