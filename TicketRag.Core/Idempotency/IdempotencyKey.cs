using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using TicketRag.Core.Organizations;

namespace TicketRag.Core.Idempotency;

/// <summary>What a client's <c>Idempotency-Key</c> made, for as long as it may be sent again.</summary>
public sealed class IdempotencyKey : IOwnedByOrganization
{
    /// <summary>The longest that is taken, in characters.</summary>
    public const int MaxLength = 200;

    public required OrganizationId OrganizationId { get; init; }

    public required string Key { get; init; }

    /// <summary>SHA-256 of what was asked for, to tell a repetition from another request with the same key.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>The job, ticket, article or whatever else the request made.</summary>
    public required Guid SubjectId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}

internal sealed class IdempotencyKeyConfiguration : IEntityTypeConfiguration<IdempotencyKey>
{
    public void Configure(EntityTypeBuilder<IdempotencyKey> builder)
    {
        builder.ToTable("idempotency_keys");
        builder.HasKey(row => new { row.OrganizationId, row.Key });
        builder.Property(row => row.Key).HasMaxLength(IdempotencyKey.MaxLength);
        builder.Property(row => row.Fingerprint).HasMaxLength(64);
        builder.HasIndex(row => row.CreatedAt);
        builder.HasIndex(row => row.SubjectId);
    }
}
