using System.Globalization;
using System.Text;
using TicketRag.Pdf.Objects;

namespace TicketRag.Pdf.Fonts;

/// <summary>From the codes of a simple font to glyph names and their text (ISO 32000-2, 9.6.5 and 9.10.2).</summary>
internal sealed class SimpleEncoding
{
    private readonly string?[] _differences = new string?[256];
    private readonly string[]? _base;
    private readonly bool _isSymbolicTrueType;
    private readonly bool _isDingbats;
    private readonly bool _isType3;
    private readonly Lazy<FontProgram?> _program;
    private readonly string[] _fallback;

    public SimpleEncoding(ObjectStore store, DictionaryObject font, FontTraits traits, DictionaryObject? descriptor)
    {
        var isTrueType = store.Get(font, "Subtype").IsName("TrueType");
        _program = new(() => FontFile.Open(store, descriptor));
        _isType3 = store.Get(font, "Subtype").IsName("Type3");
        _isDingbats = traits.Name.Contains("Dingbats", StringComparison.OrdinalIgnoreCase);
        var encoding = store.Get(font, "Encoding");
        _fallback = Fallback(traits.Name, isTrueType && !(encoding.IsNull && traits.IsNonsymbolic));
        _base = GlyphOrders.Encoding(encoding.Name);
        if (encoding.Dictionary is { } dictionary)
        {
            _base = GlyphOrders.Encoding(store.Get(dictionary, "BaseEncoding").Name);
            ReadDifferences(store, dictionary);
        }

        // Symbolic TrueType fonts go by their own cmap, whatever the encoding says (9.6.5.4).
        _isSymbolicTrueType = isTrueType && traits.IsSymbolic && encoding.IsNull;
    }

    /// <summary>A font that claims to be of the standard Latin set and has no encoding has the standard one (9.6.5.4).</summary>
    private string[] Fallback(string name, bool isTrueType) =>
        _isDingbats ? StandardMetrics.ZapfDingbats.Encoding
        : name.StartsWith("Symbol", StringComparison.Ordinal) ? StandardMetrics.Symbol.Encoding
        : isTrueType ? GlyphOrders.WinAnsi : GlyphOrders.Standard;

    private void ReadDifferences(ObjectStore store, DictionaryObject encoding)
    {
        var code = 0;
        var differences = store.Get(encoding, "Differences").Array;
        for (var i = 0; i < (differences?.Count ?? 0); i++)
        {
            var item = store.Get(differences!, i);
            if (item.IsNumber)
            {
                code = item.Integer;
            }
            else if (item.Name is { } name && (uint)code < 256)
            {
                _differences[code++] = name;
            }
        }
    }

    /// <summary>The name of a code's glyph, or null.</summary>
    public string? Name(int code) =>
        _differences[code] ?? Known(_base?[code]) ?? (_base is null ? Known(_program.Value?.NameOfCode(code)) ?? Known(_fallback[code]) : null);

    private static string? Known(string? name) => name == ".notdef" ? null : name;

    /// <summary>The text of a code, or null.</summary>
    public string? Text(int code)
    {
        if (_isSymbolicTrueType && _program.Value?.TextOfCode(code) is { } own)
        {
            return own;
        }

        if (Name(code) is not { } name)
        {
            return _program.Value?.TextOfCode(code);
        }

        return GlyphNames.ToText(name, _isDingbats) ?? Numbered(name, code) ?? Shape(name, code);
    }

    /// <summary>Who draws letters by procedures calls them anything, but shows them by their codes as a rule (9.6.4).</summary>
    private string? Shape(string name, int code) =>
        _isType3 && code is > ' ' and < 127 && !char.IsAsciiDigit(name[^1]) ? ((char)code).ToString() : null;

    /// <summary>
    /// "g65" stands for the code 65 of the usual encoding, and so does "C41" where 65 shows it. A bare number may count
    /// glyphs as well: only where it repeats the code it is taken for one.
    /// </summary>
    private static string? Numbered(string name, int code)
    {
        var number = GlyphNames.NumberIn(name);
        if ((number == code || GlyphNames.HexNumberIn(name) == code || name == code.ToString(CultureInfo.InvariantCulture))
            && GlyphNames.ToText(GlyphOrders.WinAnsi[code]) is { } text)
        {
            return text;
        }

        return number is >= ' ' and var scalar && Rune.IsValid(scalar) ? new Rune(scalar).ToString() : null;
    }
}
