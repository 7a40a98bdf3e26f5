using TicketRag.Pdf.Objects;

namespace TicketRag.Pdf.Fonts;

/// <summary>A font of one-byte codes: Type 1, TrueType or Type 3 (ISO 32000-2, 9.6).</summary>
internal sealed class SimpleFont : PdfFont
{
    private readonly FontGlyph?[] _glyphs = new FontGlyph?[256];
    private readonly SimpleEncoding _encoding;
    private readonly SimpleWidths _widths;
    private readonly CMap? _toUnicode;

    public SimpleFont(ObjectStore store, DictionaryObject font, FontTraits traits, DictionaryObject? descriptor)
        : base(traits)
    {
        _toUnicode = ToUnicode.Of(store, font);
        _encoding = new SimpleEncoding(store, font, traits, descriptor);
        _widths = new SimpleWidths(store, font, traits, descriptor, _encoding);
    }

    public override double SizeFactor => _widths.SizeFactor;

    public override FontGlyph Next(ReadOnlySpan<byte> bytes, out int length)
    {
        length = 1;
        return _glyphs[bytes[0]] ??= Make(bytes[0]);
    }

    private FontGlyph Make(int code)
    {
        var text = ToUnicode.Usable(_toUnicode?.Text((uint)code)) ?? _encoding.Text(code) ?? "";
        return new FontGlyph(CompatibilityForms.ResolveLigatures(text), (float)_widths.Of(code), code == ' ');
    }
}
