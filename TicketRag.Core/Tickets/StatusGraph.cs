using static TicketRag.Core.Tickets.TicketStatus;

namespace TicketRag.Core.Tickets;

/// <summary>Which status may follow which: open → ACCEPTED → IN_PROGRESS ⇄ PENDING → RESOLVED → CLOSED, with short cuts to RESOLVED and a way back to open.</summary>
public static class StatusGraph
{
    public static IReadOnlyList<TicketStatus> Next(TicketStatus from) => from switch
    {
        Open => [Accepted, Resolved],
        Accepted => [InProgress, Resolved],
        InProgress => [Pending, Resolved],
        Pending => [InProgress, Resolved],
        Resolved => [Closed, Open],
        Closed => [Open],
        _ => throw new ArgumentOutOfRangeException(nameof(from), from, null),
    };

    /// <summary>Whether a ticket in it has its answer.</summary>
    public static bool IsSolved(this TicketStatus status) => status is Resolved or Closed;

    public static bool Allows(TicketStatus from, TicketStatus to) => Next(from).Contains(to);
}
