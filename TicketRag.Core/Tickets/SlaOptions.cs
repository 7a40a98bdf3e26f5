namespace TicketRag.Core.Tickets;

/// <summary>How soon an accepted ticket is due, by priority (section <c>Tickets:Sla</c>).</summary>
public sealed class SlaOptions
{
    public const string Section = "Tickets:Sla";

    public SlaTarget Low { get; init; } = new(TimeSpan.FromHours(24), TimeSpan.FromDays(7));

    public SlaTarget Normal { get; init; } = new(TimeSpan.FromHours(8), TimeSpan.FromDays(3));

    public SlaTarget High { get; init; } = new(TimeSpan.FromHours(4), TimeSpan.FromDays(1));

    public SlaTarget Urgent { get; init; } = new(TimeSpan.FromHours(1), TimeSpan.FromHours(4));

    public SlaTarget For(TicketPriority priority) => priority switch
    {
        TicketPriority.Low => Low,
        TicketPriority.Normal => Normal,
        TicketPriority.High => High,
        TicketPriority.Urgent => Urgent,
        _ => throw new ArgumentOutOfRangeException(nameof(priority), priority, null),
    };
}

/// <param name="Response">From acceptance to the first answer.</param>
/// <param name="Resolution">From acceptance to the resolution.</param>
public sealed record SlaTarget(TimeSpan Response, TimeSpan Resolution);
