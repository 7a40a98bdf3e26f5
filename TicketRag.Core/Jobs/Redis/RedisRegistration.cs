using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace TicketRag.Core.Jobs.Redis;

/// <summary>
/// Redis with its health check and telemetry (the meter <c>TicketRag.Redis</c>). Aspire.StackExchange.Redis can take this file's place:
/// docs/decisions/0002-client-packages.md.
/// </summary>
public static class RedisRegistration
{
    public static IServiceCollection AddRedis(this IServiceCollection services, string configuration)
    {
        services.AddSingleton(_ => new RedisConnections(configuration));
        services.AddSingleton<RedisWorkerGroup>();
        services.AddSingleton<RedisNudgeReader>();
        services.AddSingleton<RedisJobNudges>();
        services.AddSingleton<IJobNudges>(provider => provider.GetRequiredService<RedisJobNudges>());
        services.AddHostedService(provider => provider.GetRequiredService<RedisJobNudges>());
        services.AddHealthChecks().AddCheck<RedisHealthCheck>("redis", HealthStatus.Degraded, ["dependency"]);
        return services;
    }
}
