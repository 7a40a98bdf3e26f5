using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using TicketRag.Api.Access;
using TicketRag.Api.Errors;
using TicketRag.Core.Organizations;
using TicketRag.Core.Persistence;

namespace TicketRag.Api.Organizations;

internal static class OrganizationEndpoints
{
    public static void MapOrganizations(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1").WithTags("Organizations");
        group.MapPost("/organizations", CreateOrganization).RequireAuthorization(Policies.Operator).WithSummary("Create an organization with its first admin key");
        group.MapPost("/api-keys", CreateApiKey).RequireAuthorization(Policies.OperatorOrAdmin).WithSummary("Make an API key; its secret is shown this once");
    }

    private static async Task<Results<Created<OrganizationResponse>, ProblemHttpResult>> CreateOrganization(
        CreateOrganizationRequest request, OrganizationRegister register, CancellationToken cancellationToken)
    {
        var created = await register.CreateAsync(request.Slug, request.Name, cancellationToken);
        if (created is not { } organization)
        {
            return TypedResults.Problem($"There is an organization '{request.Slug}' already.", statusCode: StatusCodes.Status409Conflict);
        }

        var (key, secret) = await register.AddKeyAsync(organization.Id, "first admin key", Role.Admin, Audience.Agents, Policies.Operator, cancellationToken);
        return TypedResults.Created(
            $"/api/v1/organizations/{organization.Id}",
            new OrganizationResponse(
                organization.Id.Value, organization.Number, organization.Slug, organization.Name, organization.CreatedAt,
                new(key.Id, key.Name, key.Role, key.Audience, secret)));
    }

    private static async Task<Results<Created<ApiKeyResponse>, ValidationProblem, ProblemHttpResult>> CreateApiKey(
        CreateApiKeyRequest request, HttpContext context, AppDb db, OrganizationRegister register, CancellationToken cancellationToken)
    {
        var role = request.Role ?? Role.Viewer;
        var audience = request.Audience ?? Audience.Agents;
        if (audience != Audience.Agents && role != Role.Viewer)
        {
            return Problems.Invalid("role", "A key that reads as a customer is a viewer's.");
        }

        var caller = context.Features.Get<Caller>();
        var isOperator = context.User.IsInRole(Policies.Operator);
        if (request.Organization is not null && !isOperator)
        {
            return TypedResults.Problem("Only the operator makes keys of other organizations; leave 'organization' out.", statusCode: StatusCodes.Status403Forbidden);
        }

        var organization = request.Organization is { } slug
            ? (await db.Organizations.AsNoTracking().SingleOrDefaultAsync(row => row.Slug == slug, cancellationToken))?.Id
            : caller?.Organization;
        if (organization is not { } owner)
        {
            return Problems.Invalid("organization", "Name the slug of an organization that exists.");
        }

        var actor = isOperator ? Policies.Operator : caller!.Name;
        var (key, secret) = await register.AddKeyAsync(owner, request.Name, role, audience, actor, cancellationToken);
        return TypedResults.Created($"/api/v1/api-keys/{key.Id}", new ApiKeyResponse(key.Id, key.Name, key.Role, key.Audience, secret));
    }
}
