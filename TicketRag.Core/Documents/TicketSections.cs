namespace TicketRag.Core.Documents;

/// <summary>The headings under which a ticket's parts are indexed.</summary>
public static class TicketSections
{
    public const string Description = "Description";
    public const string Comment = "Comment";
    public const string InternalNote = "Internal note";
    public const string Resolution = "Resolution";

    /// <summary>With the file's name after it.</summary>
    public const string Attachment = "Attachment";
}
