using System.Text.RegularExpressions;
using TicketRag.IngestWorker.Extraction.Text;

namespace TicketRag.IngestWorker.Extraction.Mail;

/// <summary>Encoded words in header fields (RFC 2047): <c>=?charset?B|Q?text?=</c>. White space between two of them is none.</summary>
internal static partial class EncodedWords
{
    public static string Decode(string value) => !value.Contains("=?", StringComparison.Ordinal)
        ? value
        : Word().Replace(Between().Replace(value, "?==?"), word => Text(word.Groups[1].Value, word.Groups[2].Value, word.Groups[3].Value) ?? word.Value);

    private static string? Text(string charset, string encoding, string encoded)
    {
        var bytes = encoding is "B" or "b"
            ? TransferEncoding.Base64(System.Text.Encoding.Latin1.GetBytes(encoded))
            : TransferEncoding.QuotedPrintable(System.Text.Encoding.Latin1.GetBytes(encoded.Replace('_', ' ')));
        return TextDecoding.Named(charset.Split('*')[0]) is { } known ? known.GetString(bytes) : TextDecoding.Decode(bytes, declared: null);
    }

    [GeneratedRegex(@"=\?([^?\s]{1,60})\?([bBqQ])\?([^?\s]*)\?=")]
    private static partial Regex Word();

    [GeneratedRegex(@"\?=\s+=\?")]
    private static partial Regex Between();
}
