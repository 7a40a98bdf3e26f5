namespace TicketRag.Core.Inbound;

/// <summary>What became of an event.</summary>
public abstract record EventReception
{
    /// <param name="JobId">Null where nothing was left to do.</param>
    public sealed record Accepted(Guid EventId, Guid? JobId) : EventReception;

    /// <summary>It was dealt with before.</summary>
    public sealed record Duplicate(Guid EventId, Guid? JobId) : EventReception;

    public sealed record KeptAside(Guid? EventId, string Reason) : EventReception;
}
