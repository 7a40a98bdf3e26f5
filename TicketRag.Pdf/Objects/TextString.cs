using System.Text;

namespace TicketRag.Pdf.Objects;

/// <summary>Text strings (ISO 32000-2, 7.9.2.2): UTF-16 or UTF-8 with a mark, otherwise PDFDocEncoding.</summary>
internal static class TextString
{
    /// <summary>PDFDocEncoding from 0x18 to 0x1F and from 0x80 to 0xA0 (annex D.3); elsewhere it is Latin-1.</summary>
    private const string Accents = "\u02D8\u02C7\u02C6\u02D9\u02DD\u02DB\u02DA\u02DC";

    private const string Specials =
        "\u2022\u2020\u2021\u2026\u2014\u2013\u0192\u2044\u2039\u203A\u2212\u2030\u201E\u201C\u201D\u2018" +
        "\u2019\u201A\u2122\uFB01\uFB02\u0141\u0152\u0160\u0178\u017D\u0131\u0142\u0153\u0161\u017E\uFFFD\u20AC";

    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
        {
            return WithoutEscapes(Encoding.BigEndianUnicode.GetString(bytes[2..]));
        }

        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]))
        {
            return WithoutEscapes(Encoding.Unicode.GetString(bytes[2..]));
        }

        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
        {
            return WithoutEscapes(Encoding.UTF8.GetString(bytes[3..]));
        }

        var text = new StringBuilder(bytes.Length);
        foreach (var item in bytes)
        {
            text.Append(item switch
            {
                >= 0x18 and <= 0x1F => Accents[item - 0x18],
                >= 0x80 and <= 0xA0 => Specials[item - 0x80],
                _ => (char)item,
            });
        }

        return text.ToString();
    }

    /// <summary>A language code between two escape characters (7.9.2.2.1) is not text.</summary>
    private static string WithoutEscapes(string text)
    {
        for (var start = text.IndexOf('\u001B'); start >= 0; start = text.IndexOf('\u001B'))
        {
            var end = text.IndexOf('\u001B', start + 1);
            text = end < 0 ? text.Remove(start, 1) : text.Remove(start, end - start + 1);
        }

        return text;
    }
}
