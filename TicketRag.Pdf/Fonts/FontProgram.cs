namespace TicketRag.Pdf.Fonts;

/// <summary>What an embedded font file tells of its glyphs, for fonts whose codes say nothing by themselves.</summary>
internal abstract class FontProgram
{
    /// <summary>The text of a glyph by its index, or null.</summary>
    public virtual string? TextOfGlyph(int glyph) => null;

    /// <summary>The name of the glyph that a one-byte code shows by the font's own encoding, or null.</summary>
    public virtual string? NameOfCode(int code) => null;

    /// <summary>The text of a one-byte code by the font's own tables, or null.</summary>
    public virtual string? TextOfCode(int code) => null;

    /// <summary>The glyph of a CID in a font without a map from one to the other.</summary>
    public virtual int GlyphOfCid(int cid) => cid;
}
