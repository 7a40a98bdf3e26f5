using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace TicketRag.Core.Jobs;

/// <summary>Who does a recurring chore just now: one process at a time, by the database's clock.</summary>
public sealed class MaintenanceLease
{
    public required string Name { get; init; }

    public required string Owner { get; init; }

    public required DateTimeOffset Until { get; init; }
}

internal sealed class MaintenanceLeaseConfiguration : IEntityTypeConfiguration<MaintenanceLease>
{
    public void Configure(EntityTypeBuilder<MaintenanceLease> builder)
    {
        builder.ToTable("maintenance_leases");
        builder.HasKey(lease => lease.Name);
        builder.Property(lease => lease.Name).HasMaxLength(60);
        builder.Property(lease => lease.Owner).HasMaxLength(200);
    }
}
