using Microsoft.EntityFrameworkCore;
using TicketRag.Core.Persistence;

namespace TicketRag.Core.Organizations;

/// <summary>Creates organizations and their keys. For the operator, so it works across organizations.</summary>
public sealed class OrganizationRegister(AppDb db)
{
    /// <returns>Null where the slug is taken.</returns>
    public async Task<Organization?> CreateAsync(string slug, string name, CancellationToken cancellationToken)
    {
        await using var write = await db.BeginWriteAsync(cancellationToken);
        if (await db.Organizations.AnyAsync(row => row.Slug == slug, cancellationToken))
        {
            return null;
        }

        var organization = new Organization
        {
            Id = OrganizationId.New(),
            Number = await Numbers.NextAsync(write, OrganizationId.System, Numbers.Organizations, cancellationToken),
            Slug = slug,
            Name = name,
            CreatedAt = db.Now,
        };
        db.Organizations.Add(organization);
        Audit(organization.Id, "organization", organization.Id.Value, "organization.created", "operator");
        await write.CommitAsync(cancellationToken);
        return organization;
    }

    /// <returns>The key and its secret, which is not kept.</returns>
    public async Task<(ApiKey Key, string Secret)> AddKeyAsync(
        OrganizationId organization, string name, Role role, Audience audience, string actor, CancellationToken cancellationToken)
    {
        var secret = ApiKey.NewSecret();
        var key = new ApiKey
        {
            Id = Guid.CreateVersion7(),
            OrganizationId = organization,
            Name = name,
            SecretHash = ApiKey.HashOf(secret),
            Role = role,
            Audience = audience,
            CreatedAt = db.Now,
        };
        await using var write = await db.BeginWriteAsync(cancellationToken);
        db.ApiKeys.Add(key);
        Audit(organization, "api_key", key.Id, "api_key.created", actor);
        await write.CommitAsync(cancellationToken);
        return (key, secret);
    }

    private void Audit(OrganizationId organization, string subject, Guid id, string action, string actor) => db.AuditEntries.Add(new()
    {
        Id = Guid.CreateVersion7(),
        OrganizationId = organization,
        SubjectType = subject,
        SubjectId = id,
        Action = action,
        Actor = actor,
        At = db.Now,
    });
}
