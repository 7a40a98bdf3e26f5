using TicketRag.Pdf.Objects;

namespace TicketRag.Pdf.Fonts;

/// <summary>A Type 0 font: codes of one to four bytes, mapped to the CIDs of its descendant (ISO 32000-2, 9.7).</summary>
internal sealed class CompositeFont : PdfFont
{
    private const int MostCachedGlyphs = 65536;

    private readonly Dictionary<uint, FontGlyph> _glyphs = [];
    private readonly CMap _encoding;
    private readonly CMap? _toUnicode;
    private readonly CMap? _collection;
    private readonly CidWidths _widths;
    private readonly Lazy<FontProgram?> _program;
    private readonly Lazy<byte[]?> _glyphOfCid;
    private readonly bool _isIdentityText;

    public CompositeFont(ObjectStore store, DictionaryObject font, DictionaryObject descendant, FontTraits traits, DictionaryObject? descriptor)
        : base(traits)
    {
        _encoding = Encoding(store, store.Get(font, "Encoding"));
        _toUnicode = ToUnicode.Of(store, font);
        _isIdentityText = store.Get(font, "ToUnicode").Name is "Identity-H" or "Identity-V";
        _widths = new CidWidths(store, descendant);
        _collection = Collection(store, descendant);
        _program = new(() => FontFile.Open(store, descriptor));
        _glyphOfCid = new(() => GlyphMap(store, descendant));
    }

    public override bool IsVertical => _encoding.IsVertical;

    private static CMap Encoding(ObjectStore store, Value encoding)
    {
        if (encoding.Stream is not { } stream)
        {
            var name = encoding.Name ?? "Identity-H";
            return PredefinedCMaps.Named(name) ?? CMap.Identity(name.EndsWith("-V", StringComparison.Ordinal));
        }

        using var bytes = store.Decoder.Decode(stream);
        store.File.Budget.Hold(bytes.Length * 4L);
        var map = CMapParser.Parse(bytes.Span, store.File.Names, store.File.Budget, PredefinedCMaps.Named);
        if (store.Get(stream.Dictionary, "UseCMap").Name is { } used && !map.HasCodespaces && PredefinedCMaps.Named(used) is { } basis)
        {
            map.Use(basis);
            map.Complete();
        }

        map.IsVertical |= store.Get(stream.Dictionary, "WMode").Integer == 1;
        return map;
    }

    private static CMap? Collection(ObjectStore store, DictionaryObject descendant) =>
        store.Get(descendant, "CIDSystemInfo").Dictionary is { } info
            ? PredefinedCMaps.ToText(System.Text.Encoding.ASCII.GetString(store.Get(info, "Ordering").Bytes))
            : null;

    /// <summary>CIDToGIDMap as a stream: two bytes for each CID (9.7.4.2).</summary>
    private static byte[]? GlyphMap(ObjectStore store, DictionaryObject descendant)
    {
        if (store.Get(descendant, "CIDToGIDMap").Stream is not { } stream)
        {
            return null;
        }

        using var bytes = store.Decoder.Decode(stream);
        store.File.Budget.Hold(bytes.Length);
        return bytes.Span.ToArray();
    }

    public override FontGlyph Next(ReadOnlySpan<byte> bytes, out int length)
    {
        var code = _encoding.Next(bytes, out length);
        if (!_glyphs.TryGetValue(code, out var glyph))
        {
            glyph = Make(code, length);
            if (_glyphs.Count < MostCachedGlyphs)
            {
                _glyphs[code] = glyph;
            }
        }

        return glyph;
    }

    private FontGlyph Make(uint code, int length)
    {
        var cid = _encoding.Cid(code);
        var text = CompatibilityForms.ResolveLigatures(Text(code, cid) ?? "");
        var isSpace = length == 1 && code == ' ';
        if (!IsVertical)
        {
            return new FontGlyph(text, _widths.Width(cid), isSpace);
        }

        var (advance, x, y) = _widths.Vertical(cid);
        return new FontGlyph(text, advance, isSpace) { VerticalOrigin = (x, y) };
    }

    private string? Text(uint code, uint cid)
    {
        if (ToUnicode.Usable(_toUnicode?.Text(code)) is { } mapped)
        {
            return mapped;
        }

        if (_isIdentityText)
        {
            return code is > 0 and < 0xD800 ? ((char)code).ToString() : null;
        }

        return ToUnicode.Usable(_collection?.Text(cid)) ?? ProgramText(cid);
    }

    private string? ProgramText(uint cid)
    {
        if (_program.Value is not { } program || cid > ushort.MaxValue)
        {
            return null;
        }

        var glyph = (int)cid;
        if (_glyphOfCid.Value is not { } map)
        {
            glyph = program.GlyphOfCid(glyph);
        }
        else
        {
            glyph = (2 * glyph) + 1 < map.Length ? (map[2 * glyph] << 8) | map[(2 * glyph) + 1] : 0;
        }

        return program.TextOfGlyph(glyph);
    }
}
