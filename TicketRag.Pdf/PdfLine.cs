namespace TicketRag.Pdf;

/// <summary>Words on one baseline, in reading order.</summary>
/// <param name="Words">Its words; at least one.</param>
/// <param name="Text">The words with a space between each two.</param>
/// <param name="Box">The box around the words.</param>
public sealed record PdfLine(IReadOnlyList<PdfWord> Words, string Text, PdfBox Box);
