using System.Net;
using TicketRag.Core.Organizations;

namespace TicketRag.Api.Access;

/// <summary>
/// The credentials that the older systems' documents print. They are made here and nowhere else, in Development only, and no row of them
/// exists: a database that was used in Development holds none of them in production.
/// </summary>
internal sealed class DevelopmentCredentials(IHostEnvironment environment)
{
    public const string ApiKey = "test-key";
    public const string OperatorKey = "admin-secret-123";

    /// <summary>The role of a credential in the default organization; null for none.</summary>
    public Role? RoleOf(string? apiKey, HttpContext context)
    {
        if (!environment.IsDevelopment())
        {
            return null;
        }

        return apiKey switch
        {
            ApiKey => Role.Admin,
            null when IsDirectLoopback(context) && !context.Request.Headers.ContainsKey(CredentialAuthentication.OperatorHeader) => Role.Editor,
            _ => null,
        };
    }

    public bool IsOperatorKey(string key) => environment.IsDevelopment() && key == OperatorKey;

    // A request that a proxy on this machine passed on is not from this machine.
    private static bool IsDirectLoopback(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address)
        && !context.Request.Headers.ContainsKey("X-Forwarded-For") && !context.Request.Headers.ContainsKey("Forwarded");
}
