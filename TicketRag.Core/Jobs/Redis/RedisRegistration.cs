using Microsoft.Extensions.DependencyInjection;

namespace TicketRag.Core.Jobs.Redis;

public static class RedisRegistration
{
    public static IServiceCollection AddRedis(this IServiceCollection services, string configuration) => throw new NotSupportedException();
}
