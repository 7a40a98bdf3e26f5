namespace TicketRag.Core.Documents;

/// <summary>What a document was made from. The wire and the database use the snake_case names.</summary>
public enum SourceKind
{
    Ticket,
    Article,
    Asset,
    Text,
    File,
    Page,
}
