namespace TicketRag.Core.Documents;

/// <summary>The states of a ticket that retrieval knows.</summary>
public static class TicketStates
{
    public const string Solved = "solved";
    public const string Unsolved = "unsolved";
}
