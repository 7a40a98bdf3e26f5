namespace TicketRag.Pdf;

/// <summary>The text of one page (ISO 32000-2, 7.7.3.3). Holds nothing of the file: it outlives its document.</summary>
public sealed class PdfPage
{
    internal PdfPage(int number, double width, double height, int rotation, bool hasImages, IReadOnlyList<PdfBlock> blocks)
    {
        Number = number;
        Width = width;
        Height = height;
        Rotation = rotation;
        HasImages = hasImages;
        Blocks = blocks;
        Lines = [.. blocks.SelectMany(block => block.Lines)];
        Words = [.. Lines.SelectMany(line => line.Words)];
        Text = string.Join("\n\n", blocks.Select(block => block.Text));
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

    /// <summary>Its blocks in reading order.</summary>
    public IReadOnlyList<PdfBlock> Blocks { get; }

    /// <summary>The lines of all blocks.</summary>
    public IReadOnlyList<PdfLine> Lines { get; }

    /// <summary>The words of all lines.</summary>
    public IReadOnlyList<PdfWord> Words { get; }

    /// <summary>The text of all blocks, with an empty line between them.</summary>
    public string Text { get; }
}
