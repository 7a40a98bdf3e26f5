using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using TicketRag.Core.Organizations;

namespace TicketRag.Core.Tickets;

/// <summary>A customer's request for help.</summary>
public sealed class Ticket : IOwnedByOrganization
{
    public const int MaxTitleLength = 300;

    public required Guid Id { get; init; }

    public required OrganizationId OrganizationId { get; init; }

    /// <summary>Unique in its organization, from 1.</summary>
    public required long Number { get; init; }

    public required string Title { get; set; }

    public required string Description { get; set; }

    public string? Category { get; set; }

    public TicketPriority Priority { get; set; } = TicketPriority.Normal;

    public TicketStatus Status { get; private set; } = TicketStatus.Open;

    public bool NeedAdmin { get; set; }

    public string? RequesterEmail { get; set; }

    public List<string> Tags { get; set; } = [];

    /// <summary>A JSON object of the client's own.</summary>
    public string? Metadata { get; set; }

    public string? Resolution { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; set; }

    public DateTimeOffset? AcceptedAt { get; private set; }

    public DateTimeOffset? ResponseDueAt { get; private set; }

    public DateTimeOffset? ResolutionDueAt { get; private set; }

    public DateTimeOffset? ResolvedAt { get; private set; }

    /// <summary>Bumped by every change; a change on top of a stale read is refused.</summary>
    public int Version { get; set; }

    /// <summary>Solved tickets are what the next one's solution is made from.</summary>
    public bool IsSolved => Status.IsSolved();

    /// <summary>Moves without asking <see cref="StatusGraph"/>: sets what entering a status sets.</summary>
    public void Enter(TicketStatus status, DateTimeOffset at, SlaOptions sla)
    {
        Status = status;
        switch (status)
        {
            case TicketStatus.Accepted:
                var target = sla.For(Priority);
                (AcceptedAt, ResponseDueAt, ResolutionDueAt) = (at, at + target.Response, at + target.Resolution);
                break;
            case TicketStatus.Resolved:
                ResolvedAt = at;
                break;
            case TicketStatus.Open:
                (AcceptedAt, ResponseDueAt, ResolutionDueAt, ResolvedAt) = (null, null, null, null);
                break;
        }
    }
}

internal sealed class TicketConfiguration : IEntityTypeConfiguration<Ticket>
{
    public void Configure(EntityTypeBuilder<Ticket> builder)
    {
        builder.Property(ticket => ticket.Title).HasMaxLength(Ticket.MaxTitleLength);
        builder.Property(ticket => ticket.Category).HasMaxLength(100);
        builder.Property(ticket => ticket.RequesterEmail).HasMaxLength(320);
        builder.Property(ticket => ticket.Version).IsConcurrencyToken();
        builder.Ignore(ticket => ticket.IsSolved);
        builder.HasIndex(ticket => new { ticket.OrganizationId, ticket.Number }).IsUnique();
        builder.HasIndex(ticket => new { ticket.OrganizationId, ticket.Status, ticket.Id });
    }
}
