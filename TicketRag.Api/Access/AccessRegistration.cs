using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using TicketRag.Core.Organizations;

namespace TicketRag.Api.Access;

internal static class AccessRegistration
{
    public static IServiceCollection AddAccess(this IServiceCollection services)
    {
        services.AddOptions<AccessOptions>().BindConfiguration(AccessOptions.Section);
        services.AddSingleton<DevelopmentCredentials>();
        services.AddAuthentication(CredentialAuthentication.SchemeName)
            .AddScheme<AuthenticationSchemeOptions, CredentialAuthentication>(CredentialAuthentication.SchemeName, null);
        services.AddPolicies();
        services.AddHttpContextAccessor();
        services.AddScoped(provider => provider.GetRequiredService<IHttpContextAccessor>().HttpContext?.Features.Get<Caller>()
            ?? throw new InvalidOperationException("This request has no caller: its route lets in requests without an organization."));
        services.AddHostedService<OperatorKeyWarning>();
        return services;
    }
}

internal sealed partial class OperatorKeyWarning(IOptions<AccessOptions> access, IHostEnvironment environment, ILogger<OperatorKeyWarning> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(access.Value.OperatorKey) && !environment.IsDevelopment())
        {
            LogNoOperator(logger);
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(Level = LogLevel.Warning, Message = "Access:OperatorKey is not set: operator routes answer 401, so no organization can be created")]
    private static partial void LogNoOperator(ILogger logger);
}
