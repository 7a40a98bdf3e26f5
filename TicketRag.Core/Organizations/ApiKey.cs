using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace TicketRag.Core.Organizations;

/// <summary>A credential of one organization. Only the hash of its secret is kept.</summary>
public sealed class ApiKey : IOwnedByOrganization
{
    public required Guid Id { get; init; }

    public required OrganizationId OrganizationId { get; init; }

    public required string Name { get; init; }

    /// <summary>SHA-256 of the secret: secrets are 256 random bits, so a slow hash would add nothing.</summary>
    public required string SecretHash { get; init; }

    public required Role Role { get; init; }

    /// <summary>As whom its bearer reads; <c>public</c> for a key that a customer's browser holds.</summary>
    public required Audience Audience { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? RevokedAt { get; set; }

    public static string NewSecret() => "tr_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    public static string HashOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}

internal sealed class ApiKeyConfiguration : IEntityTypeConfiguration<ApiKey>
{
    public void Configure(EntityTypeBuilder<ApiKey> builder)
    {
        builder.Property(key => key.Name).HasMaxLength(200);
        builder.Property(key => key.SecretHash).HasMaxLength(64);
        builder.HasIndex(key => key.SecretHash).IsUnique();
        builder.HasIndex(key => key.OrganizationId);
    }
}
