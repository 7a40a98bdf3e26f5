using System.Text;

namespace TicketRag.Pdf.Fonts;

/// <summary>The charset and the encoding of a Compact Font Format font (Adobe Technical Note 5176).</summary>
internal sealed class CffProgram : FontProgram
{
    private readonly string?[] _names;
    private readonly Dictionary<int, int> _glyphOfCid = [];
    private readonly string?[] _nameOfCode = new string?[256];
    private readonly bool _isCid;

    private CffProgram(ReadOnlySpan<byte> font, Budget budget)
    {
        var names = CffIndex.Read(font, font[2]);
        var tops = CffIndex.Read(font, names.End);
        var strings = CffIndex.Read(font, tops.End);
        var top = CffDict.Read(tops.Item(font, 0));
        _isCid = top.ContainsKey(CffDict.Ros);
        var glyphs = CffIndex.Read(font, top.GetValueOrDefault(CffDict.CharStrings)).Count;
        budget.Hold(glyphs * 24L);
        var charset = CffCharset.Read(font, top.GetValueOrDefault(CffDict.Charset), glyphs);
        _names = new string?[charset.Length];
        for (var glyph = 0; glyph < charset.Length; glyph++)
        {
            if (_isCid)
            {
                _glyphOfCid.TryAdd(charset[glyph], glyph);
            }
            else
            {
                _names[glyph] = Name(font, strings, charset[glyph]);
            }
        }

        if (!_isCid)
        {
            ReadEncoding(font, top.GetValueOrDefault(CffDict.Encoding), strings);
        }
    }

    /// <summary>The font, or null when its header is not that of a CFF.</summary>
    public static CffProgram? TryRead(ReadOnlySpan<byte> font, Budget budget) =>
        font.Length > 4 && font[0] == 1 ? new CffProgram(font, budget) : null;

    public override int GlyphOfCid(int cid) => _isCid ? _glyphOfCid.GetValueOrDefault(cid) : cid;

    public override string? NameOfCode(int code) => _nameOfCode[code];

    public override string? TextOfGlyph(int glyph) =>
        (uint)glyph < (uint)_names.Length && _names[glyph] is { } name ? GlyphNames.ToText(name) : null;

    private static string? Name(ReadOnlySpan<byte> font, CffIndex strings, int id)
    {
        var standard = GlyphOrders.CffStandardStrings;
        return id < standard.Length ? standard[id]
            : strings.Item(font, id - standard.Length) is { Length: > 0 } bytes ? Encoding.Latin1.GetString(bytes) : null;
    }

    private void ReadEncoding(ReadOnlySpan<byte> font, int offset, CffIndex strings)
    {
        if (offset <= 1 || offset + 2 > font.Length)
        {
            // 0 is the standard encoding; 1, the expert one, is not known.
            GlyphOrders.Standard.CopyTo(_nameOfCode, 0);
            return;
        }

        var format = font[offset];
        int count = font[offset + 1];
        var at = offset + 2;
        var glyph = 1;
        for (var i = 0; i < count && at < font.Length; i++)
        {
            int code = font[at++];
            var left = (format & 0x7F) == 1 && at < font.Length ? font[at++] : 0;
            for (var j = 0; j <= left && code + j < 256; j++)
            {
                Encode(code + j, glyph++);
            }
        }

        if ((format & 0x80) != 0 && at < font.Length)
        {
            int supplements = font[at++];
            for (var i = 0; i < supplements && at + 3 <= font.Length; i++, at += 3)
            {
                _nameOfCode[font[at]] = Name(font, strings, (font[at + 1] << 8) | font[at + 2]);
            }
        }
    }

    private void Encode(int code, int glyph)
    {
        if (glyph < _names.Length)
        {
            _nameOfCode[code] = _names[glyph];
        }
    }
}
