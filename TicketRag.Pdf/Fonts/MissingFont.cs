using TicketRag.Pdf.Objects;

namespace TicketRag.Pdf.Fonts;

/// <summary>
/// Stands for a font that a page names and does not have. One-byte codes are, as a rule, those of the standard
/// encoding; codes of two bytes, told by their leading zeros, mean nothing without the font.
/// </summary>
internal sealed class MissingFont(ObjectStore store) : PdfFont(NoTraits)
{
    private static readonly FontTraits NoTraits = new("", PdfFontStyle.Regular, 0.75f, -0.25f, 0);

    private readonly SimpleFont _usual = new(store, new DictionaryObject(), NoTraits, null);

    public override FontGlyph Next(ReadOnlySpan<byte> bytes, out int length)
    {
        if (bytes[0] != 0)
        {
            return _usual.Next(bytes, out length);
        }

        length = Math.Min(2, bytes.Length);
        return new FontGlyph("", 1, false);
    }
}
