namespace TicketRag.Pdf.Fonts;

/// <summary>What one code of a font shows: its text and how far it moves on, as parts of the font size.</summary>
internal readonly record struct FontGlyph(string Text, float Advance, bool IsSpaceCode)
{
    /// <summary>In vertical writing, from the origin of horizontal writing to that of vertical (ISO 32000-2, 9.7.4.3).</summary>
    public (float X, float Y) VerticalOrigin { get; init; }
}

/// <summary>A font as a content stream uses it (ISO 32000-2, 9.5).</summary>
internal abstract class PdfFont(FontTraits traits)
{
    public FontTraits Traits { get; } = traits;

    public virtual bool IsVertical => false;

    /// <summary>The size that counts as the font's size, as a part of the one that is set. Not 1 in Type 3 fonts only.</summary>
    public virtual double SizeFactor => 1;

    /// <summary>The glyph of the first code of a string, and how many bytes the code has.</summary>
    public abstract FontGlyph Next(ReadOnlySpan<byte> bytes, out int length);
}
