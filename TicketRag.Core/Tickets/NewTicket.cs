namespace TicketRag.Core.Tickets;

/// <summary>A valid request for a ticket.</summary>
public sealed record NewTicket(string Title, string Description)
{
    /// <summary>For a ticket that has a number elsewhere; null takes the next.</summary>
    public long? Number { get; init; }

    public string? Category { get; init; }

    public TicketPriority Priority { get; init; } = TicketPriority.Normal;

    public TicketStatus Status { get; init; } = TicketStatus.Open;

    public bool NeedAdmin { get; init; }

    public string? RequesterEmail { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];

    public string? Metadata { get; init; }

    /// <summary>For a ticket that comes in solved.</summary>
    public string? Resolution { get; init; }
}

/// <summary>What a change sets; null leaves as it is.</summary>
public sealed record TicketChange
{
    public string? Title { get; init; }

    public string? Description { get; init; }

    public string? Category { get; init; }

    public TicketPriority? Priority { get; init; }

    public TicketStatus? Status { get; init; }

    public bool? NeedAdmin { get; init; }

    public string? RequesterEmail { get; init; }

    public IReadOnlyList<string>? Tags { get; init; }

    public string? Metadata { get; init; }

    public string? Resolution { get; init; }

    internal void ApplyTo(Ticket ticket)
    {
        ticket.Title = Title ?? ticket.Title;
        ticket.Description = Description ?? ticket.Description;
        ticket.Category = Category ?? ticket.Category;
        ticket.Priority = Priority ?? ticket.Priority;
        ticket.NeedAdmin = NeedAdmin ?? ticket.NeedAdmin;
        ticket.RequesterEmail = RequesterEmail ?? ticket.RequesterEmail;
        ticket.Tags = Tags is null ? ticket.Tags : [.. Tags];
        ticket.Metadata = Metadata ?? ticket.Metadata;
        ticket.Resolution = Resolution ?? ticket.Resolution;
    }
}

public abstract record TicketChangeResult
{
    public sealed record Changed(Ticket Ticket) : TicketChangeResult;

    public sealed record NotAllowed(TicketStatus From, IReadOnlyList<TicketStatus> Allowed) : TicketChangeResult;

    public sealed record ResolutionMissing : TicketChangeResult;
}
