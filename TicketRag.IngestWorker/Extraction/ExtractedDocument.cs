using TicketRag.Core.Documents;

namespace TicketRag.IngestWorker.Extraction;

/// <summary>A file as text.</summary>
/// <param name="Format">Its format, such as <c>pdf</c>.</param>
/// <param name="Blocks">In reading order, as spans of the text.</param>
/// <param name="Notes">What was left out, and why: <c>page 3 needs OCR</c>.</param>
public sealed record ExtractedDocument(string Format, string Text, IReadOnlyList<TextBlock> Blocks, DocumentFacts Facts, IReadOnlyList<string> Notes);

/// <summary>What a file says of itself.</summary>
public sealed record DocumentFacts
{
    public string? Title { get; init; }

    public string? Author { get; init; }

    /// <summary>ISO 8601, as exact as the file says it.</summary>
    public string? Date { get; init; }

    /// <summary>A BCP 47 tag.</summary>
    public string? Language { get; init; }
}
