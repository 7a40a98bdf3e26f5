using System.Globalization;
using System.Text;

namespace TicketRag.Pdf.Fonts;

/// <summary>From glyph names to text, by the rules of the Adobe Glyph List (ISO 32000-2, 9.10.2).</summary>
internal static class GlyphNames
{
    private static readonly Lazy<Dictionary<string, string>> Adobe = new(() => Load("glyphlist.txt"));
    private static readonly Lazy<Dictionary<string, string>> Dingbats = new(() => Load("zapfdingbats.txt"));

    /// <summary>The text of a glyph, or null when its name says nothing.</summary>
    public static string? ToText(string name, bool isDingbats = false)
    {
        if (name == ".notdef")
        {
            return null;
        }

        if (isDingbats && Dingbats.Value.TryGetValue(name, out var dingbat))
        {
            return dingbat;
        }

        if (Adobe.Value.TryGetValue(name, out var known))
        {
            return known;
        }

        // "f_i.alt": what follows the point tells variants apart, underscores join the parts of a ligature.
        var point = name.IndexOf('.');
        if (point > 0)
        {
            return ToText(name[..point], isDingbats);
        }

        return name.Contains('_') ? Joined(name) : FromCodePoints(name);
    }

    private static string? Joined(string name)
    {
        var text = new StringBuilder();
        foreach (var part in name.Split('_', StringSplitOptions.RemoveEmptyEntries))
        {
            text.Append(Adobe.Value.GetValueOrDefault(part) ?? FromCodePoints(part));
        }

        return text.Length == 0 ? null : text.ToString();
    }

    /// <summary>"uni" and groups of four digits, or "u" and four to six.</summary>
    private static string? FromCodePoints(string name)
    {
        if (name.StartsWith("uni", StringComparison.Ordinal) && name.Length >= 7 && (name.Length - 3) % 4 == 0)
        {
            var text = new StringBuilder();
            for (var i = 3; i < name.Length; i += 4)
            {
                if (!ushort.TryParse(name.AsSpan(i, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit))
                {
                    return null;
                }

                text.Append((char)unit);
            }

            return text.ToString();
        }

        return name.Length is >= 5 and <= 7 && name[0] == 'u'
            && int.TryParse(name.AsSpan(1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var scalar)
            && Rune.IsValid(scalar)
            ? new Rune(scalar).ToString()
            : null;
    }

    /// <summary>The code that names like g65, cid65, C0065 or G41 stand for: what some writers of subsets call glyphs.</summary>
    public static int? NumberIn(string name)
    {
        var digits = 0;
        while (digits < name.Length && char.IsAsciiDigit(name[^(digits + 1)]))
        {
            digits++;
        }

        var prefix = name[..(name.Length - digits)];
        return digits is > 0 and < 6 && prefix.Length <= 4 && prefix is "g" or "c" or "C" or "cid" or "char" or "glyph" or "a" or "A" or "ch"
            ? int.Parse(name.AsSpan(prefix.Length), CultureInfo.InvariantCulture)
            : name.Length == 3 && name[0] == 'G' && int.TryParse(name.AsSpan(1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)
                ? code
                : null;
    }

    /// <summary>The number that names like C41 or x7E give in two hexadecimal digits.</summary>
    public static int? HexNumberIn(string name) =>
        name.Length == 3 && int.TryParse(name.AsSpan(1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    private static Dictionary<string, string> Load(string resource)
    {
        var names = new Dictionary<string, string>(4400, StringComparer.Ordinal);
        foreach (var line in DataResource.Lines(resource))
        {
            var separator = line.IndexOf(';');
            var text = "";
            foreach (var code in line[(separator + 1)..].Split(' '))
            {
                text += (char)ushort.Parse(code, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            }

            names[line[..separator]] = text;
        }

        return names;
    }
}
