namespace TicketRag.Pdf;

/// <summary>How a font looks, as its descriptor or its name says (ISO 32000-2, 9.8.2).</summary>
[Flags]
public enum PdfFontStyle
{
    /// <summary>Upright, of normal weight, proportional.</summary>
    Regular = 0,

    /// <summary>Bold or heavier.</summary>
    Bold = 1,

    /// <summary>Italic or oblique.</summary>
    Italic = 2,

    /// <summary>All glyphs have the same width.</summary>
    FixedPitch = 4,
}
