namespace TicketRag.Core.Documents;

/// <summary>What a part of a document is.</summary>
public enum BlockKind
{
    Paragraph,
    Heading,
    ListItem,

    /// <summary>Rows, one a line.</summary>
    Table,

    /// <summary>Preformatted: its line breaks mean something.</summary>
    Code,
}
