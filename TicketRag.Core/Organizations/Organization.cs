using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace TicketRag.Core.Organizations;

/// <summary>A tenant; the seeds call it tenant or company.</summary>
public sealed class Organization
{
    /// <summary>The organization that Development and the seeds' curl lines work in.</summary>
    public const string DefaultSlug = "default";

    public required OrganizationId Id { get; init; }

    /// <summary>Unique overall; <c>company_id</c> on the older routes.</summary>
    public required long Number { get; init; }

    public required string Slug { get; init; }

    public required string Name { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }
}

internal sealed class OrganizationConfiguration : IEntityTypeConfiguration<Organization>
{
    public void Configure(EntityTypeBuilder<Organization> builder)
    {
        builder.Property(organization => organization.Slug).HasMaxLength(63);
        builder.Property(organization => organization.Name).HasMaxLength(200);
        builder.HasIndex(organization => organization.Slug).IsUnique();
        builder.HasIndex(organization => organization.Number).IsUnique();
    }
}
