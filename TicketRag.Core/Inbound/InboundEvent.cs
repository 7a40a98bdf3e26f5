using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using TicketRag.Core.Organizations;

namespace TicketRag.Core.Inbound;

/// <summary>
/// An event that another system sent. One with an id is dealt with once for its organization; one that can't be dealt with is kept aside with the reason,
/// under <see cref="OrganizationId.System"/> where no organization is known.
/// </summary>
public sealed class InboundEvent : IOwnedByOrganization
{
    public const int MaxReasonLength = 500;

    public required Guid Id { get; init; }

    public required OrganizationId OrganizationId { get; init; }

    /// <summary>The sender's id; null where it gave none that is one.</summary>
    public Guid? EventId { get; init; }

    /// <summary><c>file_uploaded</c>, <c>file_deleted</c>, <c>ticket.created</c>, or what else it said that it is.</summary>
    public string? Name { get; init; }

    /// <summary><c>stream</c> or <c>http</c>.</summary>
    public required string Channel { get; init; }

    /// <summary>Why it was kept aside; null where it was dealt with.</summary>
    public string? Reason { get; init; }

    /// <summary>The event as it came, where it was kept aside.</summary>
    public string? Payload { get; init; }

    /// <summary>The job that deals with it.</summary>
    public Guid? JobId { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }
}

internal sealed class InboundEventConfiguration : IEntityTypeConfiguration<InboundEvent>
{
    public void Configure(EntityTypeBuilder<InboundEvent> builder)
    {
        builder.ToTable("inbound_events");
        builder.Property(received => received.Name).HasMaxLength(100);
        builder.Property(received => received.Channel).HasMaxLength(20);
        builder.Property(received => received.Reason).HasMaxLength(InboundEvent.MaxReasonLength);

        // What was kept aside may be sent again once its cause is gone.
        builder.HasIndex(received => new { received.OrganizationId, received.EventId }, "ux_inbound_events_event")
            .IsUnique().HasFilter("event_id IS NOT NULL AND reason IS NULL");
        builder.HasIndex(received => new { received.OrganizationId, received.ReceivedAt });
    }
}
