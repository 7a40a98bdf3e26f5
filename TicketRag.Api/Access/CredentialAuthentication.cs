using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using TicketRag.Core.Organizations;
using TicketRag.Core.Persistence;

namespace TicketRag.Api.Access;

/// <summary>
/// <c>x-api-key</c> names the organization and the role, which <c>x-role</c> may only lower; <c>x-admin-key</c> names the operator. A request
/// may carry both.
/// </summary>
internal sealed class CredentialAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory loggers,
    UrlEncoder encoder,
    AppDb db,
    CurrentOrganization current,
    DevelopmentCredentials development,
    IOptions<AccessOptions> access) : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string SchemeName = "credential";
    public const string KeyHeader = "x-api-key";
    public const string RoleHeader = "x-role";
    public const string OperatorHeader = "x-admin-key";

    private string? _failure;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Context.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is not null)
        {
            // Nothing there is anybody's, and a probe must not need the database to say that the process lives.
            return AuthenticateResult.NoResult();
        }

        if (new[] { KeyHeader, RoleHeader, OperatorHeader }.FirstOrDefault(name => Request.Headers[name].Count > 1) is { } repeated)
        {
            return Refuse($"{repeated} is there more than once.");
        }

        var identity = new ClaimsIdentity(SchemeName);
        if (Header(OperatorHeader) is { } operatorKey)
        {
            if (!IsOperator(operatorKey))
            {
                return Refuse($"The key in {OperatorHeader} is not the operator's.");
            }

            identity.AddClaim(new(ClaimTypes.Role, Policies.Operator));
        }

        if (await FindCallerAsync(Header(KeyHeader)) is { } found)
        {
            if (!TryLower(found.Role, Request.Headers[RoleHeader], out var role))
            {
                return Refuse($"{RoleHeader} must be viewer, editor or admin; it can only lower the key's own role.");
            }

            var caller = found with { Role = role };
            current.Set(caller.Organization);
            Context.Features.Set(caller);
            identity.AddClaims(Enum.GetValues<Role>().Where(one => one <= role).Select(one => new Claim(ClaimTypes.Role, SnakeCaseName.Of(one))));
            identity.AddClaim(new(CallerClaims.Audience, caller.Audience.Value));
        }
        else if (Header(KeyHeader) is not null)
        {
            return Refuse($"The key in {KeyHeader} is not known.");
        }

        return identity.Claims.Any()
            ? AuthenticateResult.Success(new(new(identity), SchemeName))
            : AuthenticateResult.NoResult();
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = "ApiKey";
        await TypedResults.Problem(
            _failure ?? $"Send an API key in {KeyHeader}; operator routes want the operator's in {OperatorHeader}.",
            statusCode: StatusCodes.Status401Unauthorized).ExecuteAsync(Context);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        TypedResults.Problem(
            "This credential may not do that: the route asks for a higher role, or for a key that reads as an agent.",
            statusCode: StatusCodes.Status403Forbidden).ExecuteAsync(Context);

    private async Task<Caller?> FindCallerAsync(string? apiKey)
    {
        if (development.RoleOf(apiKey, Context) is { } role)
        {
            var organization = await db.Organizations.AsNoTracking().SingleOrDefaultAsync(row => row.Slug == Organization.DefaultSlug, Context.RequestAborted);
            return organization is null ? null : new(organization.Id, organization.Slug, apiKey ?? "loopback", role, Audience.Agents);
        }

        if (apiKey is null)
        {
            return null;
        }

        // Whose key it is, is what this look-up finds out: the one query by secret that no organization filters.
        var hash = ApiKey.HashOf(apiKey);
        return await db.ApiKeys.IgnoreQueryFilters().AsNoTracking()
            .Where(key => key.SecretHash == hash && key.RevokedAt == null)
            .Join(db.Organizations, key => key.OrganizationId, organization => organization.Id, (key, organization) =>
                new Caller(key.OrganizationId, organization.Slug, key.Name, key.Role, key.Audience))
            .SingleOrDefaultAsync(Context.RequestAborted);
    }

    private bool IsOperator(string key) =>
        development.IsOperatorKey(key)
        || (access.Value.OperatorKey is { Length: > 0 } expected
            && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(expected)));

    private static bool TryLower(Role role, string? asked, out Role effective)
    {
        effective = role;
        if (asked is null)
        {
            return true;
        }

        var known = SnakeCaseName.TryParse<Role>(asked, out var wanted);
        effective = known && wanted < role ? wanted : role;
        return known;
    }

    private string? Header(string name) => Request.Headers[name] is [{ Length: > 0 } value] ? value : null;

    private AuthenticateResult Refuse(string reason)
    {
        _failure = reason;
        return AuthenticateResult.Fail(reason);
    }
}
