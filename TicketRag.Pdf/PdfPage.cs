using TicketRag.Pdf.Layout;

namespace TicketRag.Pdf;

/// <summary>The text of one page (ISO 32000-2, 7.7.3.3). Holds nothing of the file: it outlives its document.</summary>
public sealed class PdfPage
{
    internal PdfPage(int number, double width, double height, int rotation, bool hasImages, LaidOutPage layout)
    {
        Number = number;
        Width = width;
        Height = height;
        Rotation = rotation;
        HasImages = hasImages;
        Blocks = layout.Blocks;
        Lines = [.. layout.Flow.SelectMany(lines => lines)];
        Words = [.. Lines.SelectMany(line => line.Words)];
        Text = string.Join("\n\n", layout.Flow.Select(BlockText.Join));
    }

    /// <summary>Its place in the document, from 1 on.</summary>
    public int Number { get; }

    /// <summary>The width of the crop box as displayed, in points.</summary>
    public double Width { get; }

    /// <summary>The height of the crop box as displayed, in points.</summary>
    public double Height { get; }

    /// <summary>By how much the page is turned clockwise for display: 0, 90, 180 or 270 degrees. Boxes take it into account.</summary>
    public int Rotation { get; }

    /// <summary>Whether the page draws any image.</summary>
    public bool HasImages { get; }

    /// <summary>Whether the page has images and no text, so that only character recognition could read it.</summary>
    public bool NeedsOcr => HasImages && Words.Count == 0;

    /// <summary>
    /// Its blocks in reading order. A table is one block, whose rows and cells its text keeps together.
    /// </summary>
    public IReadOnlyList<PdfBlock> Blocks { get; }

    /// <summary>Its lines in the order of <see cref="Text"/>.</summary>
    public IReadOnlyList<PdfLine> Lines { get; }

    /// <summary>The words of all lines.</summary>
    public IReadOnlyList<PdfWord> Words { get; }

    /// <summary>
    /// Its text as it flows: columns one after the other, and with them those of tables that are set as tightly as
    /// text. Where rows matter, take <see cref="Blocks"/>.
    /// </summary>
    public string Text { get; }
}
