using System.ComponentModel.DataAnnotations;
using TicketRag.Core.Organizations;

namespace TicketRag.Api.Organizations;

public sealed record CreateOrganizationRequest
{
    /// <summary>Lower-case letters, digits and hyphens.</summary>
    [Required, RegularExpression("^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$", ErrorMessage = "The field {0} takes up to 63 lower-case letters, digits and hyphens, and no hyphen at either end.")]
    public required string Slug { get; init; }

    [Required, StringLength(200, MinimumLength = 1)]
    public required string Name { get; init; }
}

public sealed record OrganizationResponse(Guid Id, long Number, string Slug, string Name, DateTimeOffset CreatedAt, ApiKeyResponse? AdminKey);

public sealed record CreateApiKeyRequest
{
    [Required, StringLength(200, MinimumLength = 1)]
    public required string Name { get; init; }

    public Role? Role { get; init; }

    /// <summary>As whom its bearer reads: <c>agents</c> (the default), <c>public</c> or <c>owner:&lt;e-mail&gt;</c>. A key of a customer's is never more than a viewer.</summary>
    public Audience? Audience { get; init; }

    /// <summary>For the operator: whose key it is. Admins make keys of their own organization.</summary>
    public string? Organization { get; init; }
}

/// <param name="Secret">Shown this once; only its hash is kept.</param>
public sealed record ApiKeyResponse(Guid Id, string Name, Role Role, Audience Audience, string Secret);
