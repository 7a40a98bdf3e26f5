using System.Buffers.Binary;
using System.Text;

namespace TicketRag.Pdf.Fonts;

/// <summary>The <c>cmap</c> and <c>post</c> tables of a TrueType or OpenType font (ISO/IEC 14496-22), read backwards.</summary>
internal sealed class TrueTypeProgram : FontProgram
{
    private const int MostGlyphs = 65536;

    private readonly Dictionary<int, int> _scalarOfGlyph = [];
    private readonly Dictionary<int, int> _glyphOfSymbol = [];
    private readonly Dictionary<int, int> _glyphOfMacCode = [];
    private readonly Dictionary<int, string> _nameOfGlyph = [];
    private readonly CffProgram? _outlines;

    public TrueTypeProgram(ReadOnlySpan<byte> font, Budget budget)
    {
        var directory = FontDirectory.Read(font);
        if (directory.TryGetValue("cmap", out var map))
        {
            ReadCmap(font[map], budget);
        }

        if (directory.TryGetValue("post", out var post))
        {
            PostTable.Read(font[post], _nameOfGlyph);
        }

        if (directory.TryGetValue("CFF ", out var outlines))
        {
            _outlines = CffProgram.TryRead(font[outlines], budget);
        }
    }

    public override int GlyphOfCid(int cid) => _outlines?.GlyphOfCid(cid) ?? cid;

    public override string? NameOfCode(int code) => _outlines?.NameOfCode(code);

    public override string? TextOfGlyph(int glyph)
    {
        if (_scalarOfGlyph.TryGetValue(glyph, out var scalar))
        {
            return new Rune(scalar).ToString();
        }

        return _nameOfGlyph.TryGetValue(glyph, out var name) ? GlyphNames.ToText(name) : _outlines?.TextOfGlyph(glyph);
    }

    public override string? TextOfCode(int code)
    {
        if (_glyphOfSymbol.TryGetValue(code, out var glyph) || _glyphOfMacCode.TryGetValue(code, out glyph))
        {
            if (TextOfGlyph(glyph) is { } text)
            {
                return text;
            }
        }

        // A symbolic font without names: its codes are, as a rule, those of the encoding it was made from.
        return _glyphOfMacCode.ContainsKey(code)
            ? GlyphNames.ToText(GlyphOrders.MacRoman[code])
            : _glyphOfSymbol.ContainsKey(code) ? GlyphNames.ToText(GlyphOrders.WinAnsi[code]) : null;
    }

    private void ReadCmap(ReadOnlySpan<byte> table, Budget budget)
    {
        if (table.Length < 4)
        {
            return;
        }

        var count = Math.Min(BinaryPrimitives.ReadUInt16BigEndian(table[2..]), (table.Length - 4) / 8);
        for (var i = 0; i < count; i++)
        {
            var record = table.Slice(4 + (8 * i), 8);
            var platform = BinaryPrimitives.ReadUInt16BigEndian(record);
            var encoding = BinaryPrimitives.ReadUInt16BigEndian(record[2..]);
            var offset = BinaryPrimitives.ReadUInt32BigEndian(record[4..]);
            if (offset < table.Length)
            {
                CmapSubtable.Read(table[(int)offset..], budget, (code, glyph) => Add(platform, encoding, code, glyph));
            }
        }
    }

    private void Add(int platform, int encoding, int code, int glyph)
    {
        if (_scalarOfGlyph.Count > MostGlyphs)
        {
            return;
        }

        if (platform == 1)
        {
            if (code < 256)
            {
                _glyphOfMacCode.TryAdd(code, glyph);
            }
        }
        else if (platform == 3 && encoding == 0)
        {
            // Symbol fonts put their codes into the private use area, mostly at F000.
            _glyphOfSymbol.TryAdd(code & 0xFF, glyph);
        }
        else if (Rune.IsValid(code) && code is > 0x1F and not (>= 0xE000 and <= 0xF8FF))
        {
            _scalarOfGlyph.TryAdd(glyph, code);
        }
    }
}
