namespace TicketRag.Pdf;

/// <summary>What a block of a page is. PDF does not say so, as a rule: it is told from size, place and first characters.</summary>
public enum PdfBlockKind
{
    /// <summary>Running text.</summary>
    Paragraph,

    /// <summary>Text that is set larger than the page's running text.</summary>
    Heading,

    /// <summary>Text that begins with a bullet or a number.</summary>
    ListItem,

    /// <summary>Cells in rows.</summary>
    Table,
}

/// <summary>Lines that belong together.</summary>
/// <param name="Kind">What the block is.</param>
/// <param name="Lines">Its lines from top to bottom; of a table, the lines of its cells, row by row.</param>
/// <param name="Text">Its text: lines are separated by a line feed, and words that were hyphenated between them joined.</param>
/// <param name="Box">The box around its lines.</param>
/// <param name="HeadingLevel">For headings, 1 for the page's largest size and so on; otherwise 0.</param>
/// <param name="Rows">The rows of a table; otherwise empty.</param>
public sealed record PdfBlock(
    PdfBlockKind Kind, IReadOnlyList<PdfLine> Lines, string Text, PdfBox Box, int HeadingLevel, IReadOnlyList<PdfTableRow> Rows);

/// <summary>A row of a table.</summary>
/// <param name="Cells">One cell for each of the table's columns, from left to right; those without text are empty.</param>
public sealed record PdfTableRow(IReadOnlyList<PdfTableCell> Cells);

/// <summary>A cell of a table.</summary>
/// <param name="Lines">Its lines; none when the cell is empty.</param>
/// <param name="Text">Its text, or an empty string.</param>
public sealed record PdfTableCell(IReadOnlyList<PdfLine> Lines, string Text);
