using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using TicketRag.Core.Organizations;

namespace TicketRag.Core.Knowledge;

/// <summary>A device, system or contract that tickets are about. For agents only.</summary>
public sealed class Asset : IOwnedByOrganization
{
    public required Guid Id { get; init; }

    public required OrganizationId OrganizationId { get; init; }

    public required long Number { get; init; }

    public required string Name { get; set; }

    /// <summary>The client's own word for what it is: <c>router</c>, <c>licence</c>…</summary>
    public string? Kind { get; set; }

    public string? Serial { get; set; }

    public required string Description { get; set; }

    public List<string> Tags { get; set; } = [];

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; set; }

    public int Version { get; set; }
}

internal sealed class AssetConfiguration : IEntityTypeConfiguration<Asset>
{
    public void Configure(EntityTypeBuilder<Asset> builder)
    {
        builder.Property(asset => asset.Name).HasMaxLength(300);
        builder.Property(asset => asset.Kind).HasMaxLength(100);
        builder.Property(asset => asset.Serial).HasMaxLength(200);
        builder.Property(asset => asset.Version).IsConcurrencyToken();
        builder.HasIndex(asset => new { asset.OrganizationId, asset.Number }).IsUnique();
    }
}
