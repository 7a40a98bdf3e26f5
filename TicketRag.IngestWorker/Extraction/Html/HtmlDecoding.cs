using System.Text;
using System.Text.RegularExpressions;
using TicketRag.IngestWorker.Extraction.Text;

namespace TicketRag.IngestWorker.Extraction.Html;

/// <summary>The encoding of a page, as the HTML standard has it: byte order mark, then what the transport says, then what the page says, then its bytes.</summary>
internal static partial class HtmlDecoding
{
    private const int MetaWithin = 4096;

    public static string Decode(ReadOnlySpan<byte> bytes, string? charset)
    {
        var known = TextDecoding.Named(charset) is null ? null : charset;
        var start = Encoding.Latin1.GetString(bytes[..Math.Min(MetaWithin, bytes.Length)]);
        return TextDecoding.Decode(bytes, known ?? (Meta().Match(start) is { Success: true } meta ? meta.Groups[1].Value : null));
    }

    [GeneratedRegex("""<meta[^>]{0,300}charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]+)""", RegexOptions.IgnoreCase)]
    private static partial Regex Meta();
}
