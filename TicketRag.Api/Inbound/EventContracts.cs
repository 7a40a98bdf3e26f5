using TicketRag.Core.Inbound;

namespace TicketRag.Api.Inbound;

/// <summary>What became of an event.</summary>
/// <param name="Status">accepted, duplicate (it was dealt with before), kept_aside.</param>
/// <param name="JobId">The job that deals with it.</param>
/// <param name="Reason">Why it was kept aside.</param>
public sealed record EventReceptionResponse(string Status, Guid? EventId, Guid? JobId, string? Reason)
{
    public static EventReceptionResponse From(EventReception reception) => reception switch
    {
        EventReception.Accepted accepted => new("accepted", accepted.EventId, accepted.JobId, null),
        EventReception.Duplicate duplicate => new("duplicate", duplicate.EventId, duplicate.JobId, null),
        EventReception.KeptAside aside => new("kept_aside", aside.EventId, null, aside.Reason),
        _ => throw new ArgumentOutOfRangeException(nameof(reception), reception, null),
    };
}

/// <summary>An event that was received.</summary>
/// <param name="Channel">stream or http.</param>
/// <param name="Reason">Why it was kept aside; null where it was dealt with.</param>
/// <param name="Payload">The event as it came, where it was kept aside.</param>
public sealed record ReceivedEventResponse(Guid Id, Guid? EventId, string? Event, string Channel, string? Reason, string? Payload, Guid? JobId, DateTimeOffset ReceivedAt)
{
    public static ReceivedEventResponse From(InboundEvent received) => new(
        received.Id, received.EventId, received.Name, received.Channel, received.Reason, received.Payload, received.JobId, received.ReceivedAt);
}

/// <param name="Next">Pass it as <c>after</c> to get the next page; null on the last.</param>
public sealed record EventListResponse(IReadOnlyList<ReceivedEventResponse> Events, string? Next);
