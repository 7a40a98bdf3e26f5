using TicketRag.Core.Persistence;
using TicketRag.Core.Tickets;

namespace TicketRag.Core.Inbound;

/// <summary>The words of the events.</summary>
public static class EventNames
{
    public const string FileUploaded = "file_uploaded";
    public const string FileDeleted = "file_deleted";
    public const string TicketCreated = "ticket.created";

    /// <summary>What a sender may say that a file is. What it is, its content says.</summary>
    public static readonly IReadOnlyList<string> FileKinds = ["pdf", "word", "excel"];

    /// <summary>The label of documents that came by event.</summary>
    public const string Source = "events";

    /// <summary>The field of a stream's entry that holds the event as JSON.</summary>
    public const string Field = "event";

    /// <summary>The field that says who published it, so that the product does not read its own.</summary>
    public const string OriginField = "origin";
    public const string Origin = "ticketrag";

    internal static bool IsOwnPriority(string name) => SnakeCaseName.TryParse<TicketPriority>(name, out _);

    /// <summary>Senders' words to ours; what says nothing is normal.</summary>
    internal static TicketPriority PriorityOf(string? name) => name?.Trim().ToLowerInvariant() switch
    {
        "critical" or "blocker" => TicketPriority.Urgent,
        { } other when SnakeCaseName.TryParse<TicketPriority>(other, out var own) => own,
        _ => TicketPriority.Normal,
    };
}
