namespace TicketRag.Pdf.Layout;

/// <summary>A part of the page that is read from top to bottom: running text, or a table.</summary>
internal sealed record Region(List<Row> Rows, bool IsTable);
