namespace TicketRag.Api.Access;

/// <summary>What a route asks of its caller. A policy sits on the route group.</summary>
internal static class Policies
{
    /// <summary>Any caller of an organization.</summary>
    public const string Viewer = "viewer";

    /// <summary>A viewer that reads as an agent: customers' keys are kept out of tickets, sources and jobs.</summary>
    public const string AgentViewer = "agent-viewer";

    public const string Editor = "editor";

    public const string Admin = "admin";

    public const string Operator = "operator";

    public const string OperatorOrAdmin = "operator-or-admin";

    public static IServiceCollection AddPolicies(this IServiceCollection services)
    {
        services.AddAuthorizationBuilder()
            .AddPolicy(Viewer, policy => policy.RequireRole(Viewer))
            .AddPolicy(AgentViewer, policy => policy.RequireRole(Viewer).RequireClaim(CallerClaims.Audience, "agents"))
            .AddPolicy(Editor, policy => policy.RequireRole(Editor).RequireClaim(CallerClaims.Audience, "agents"))
            .AddPolicy(Admin, policy => policy.RequireRole(Admin).RequireClaim(CallerClaims.Audience, "agents"))
            .AddPolicy(Operator, policy => policy.RequireRole(Operator))
            .AddPolicy(OperatorOrAdmin, policy => policy.RequireRole(Operator, Admin))
            .SetFallbackPolicy(new Microsoft.AspNetCore.Authorization.AuthorizationPolicyBuilder().RequireRole(Viewer).Build());
        return services;
    }
}

internal static class CallerClaims
{
    public const string Audience = "audience";
}
