namespace TicketRag.Core.Tickets;

/// <summary>Where a ticket stands. Wire and database use the names of <see cref="TicketStatusNames"/>.</summary>
public enum TicketStatus
{
    Open,
    Accepted,
    InProgress,
    Pending,
    Resolved,
    Closed,
}

public static class TicketStatusNames
{
    private static readonly string[] Names = ["open", "ACCEPTED", "IN_PROGRESS", "PENDING", "RESOLVED", "CLOSED"];

    public static IReadOnlyList<string> All => Names;

    public static string Name(this TicketStatus status) => Names[(int)status];

    /// <summary>Matched without case.</summary>
    public static bool TryParse(string? name, out TicketStatus status)
    {
        var index = Array.FindIndex(Names, known => known.Equals(name, StringComparison.OrdinalIgnoreCase));
        status = (TicketStatus)Math.Max(index, 0);
        return index >= 0;
    }
}
