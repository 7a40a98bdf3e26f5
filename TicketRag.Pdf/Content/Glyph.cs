using TicketRag.Pdf.Fonts;

namespace TicketRag.Pdf.Content;

/// <summary>
/// Text that one code showed, on the page as it is displayed: where its baseline begins, in which direction and how
/// far it goes, and how far the font reaches above and below it. Lengths are in points.
/// </summary>
internal struct Glyph
{
    public string Text;
    public FontTraits Font;
    public float X;
    public float Y;
    public float Advance;
    public float Size;
    public float Ascent;
    public float Descent;

    /// <summary>The direction of the baseline in degrees counter-clockwise, 0 to 359.</summary>
    public short Angle;
}
