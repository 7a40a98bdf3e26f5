using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace TicketRag.Core.Organizations;

/// <summary>The last number given out in an organization: tickets, articles… count from 1 without gaps in committed rows.</summary>
public sealed class Counter : IOwnedByOrganization
{
    public required OrganizationId OrganizationId { get; init; }

    /// <summary>What is counted: <c>tickets</c>, <c>articles</c>, <c>assets</c>; <c>organizations</c> under the empty id.</summary>
    public required string Name { get; init; }

    public required long Value { get; set; }
}

internal sealed class CounterConfiguration : IEntityTypeConfiguration<Counter>
{
    public void Configure(EntityTypeBuilder<Counter> builder)
    {
        builder.HasKey(counter => new { counter.OrganizationId, counter.Name });
        builder.Property(counter => counter.Name).HasMaxLength(40);
    }
}
