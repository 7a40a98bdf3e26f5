using System.Globalization;

namespace TicketRag.IngestWorker.Extraction.Mail;

/// <summary>Undoes a content transfer encoding (RFC 2045, 6). What is not of the encoding is passed over or kept, never an error.</summary>
internal static class TransferEncoding
{
    public static byte[] Decode(ReadOnlySpan<byte> body, string? encoding) => encoding?.Trim().ToLowerInvariant() switch
    {
        "base64" => Base64(body),
        "quoted-printable" => QuotedPrintable(body),
        _ => body.ToArray(),
    };

    public static byte[] Base64(ReadOnlySpan<byte> encoded)
    {
        var bytes = new List<byte>(encoded.Length * 3 / 4);
        var (bits, count) = (0, 0);
        foreach (var c in encoded)
        {
            var value = Value(c);
            if (value < 0)
            {
                continue;
            }

            bits = (bits << 6) | value;
            count += 6;
            if (count >= 8)
            {
                count -= 8;
                bytes.Add((byte)(bits >> count));
            }
        }

        return [.. bytes];
    }

    public static byte[] QuotedPrintable(ReadOnlySpan<byte> encoded)
    {
        var bytes = new List<byte>(encoded.Length);
        for (var i = 0; i < encoded.Length; i++)
        {
            if (encoded[i] != '=')
            {
                bytes.Add(encoded[i]);
            }
            else if (SoftBreak(encoded[(i + 1)..]) is > 0 and var length)
            {
                i += length;
            }
            else if (i + 2 < encoded.Length && IsHex(encoded[i + 1]) && IsHex(encoded[i + 2]))
            {
                bytes.Add(byte.Parse(encoded.Slice(i + 1, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
                i += 2;
            }
            else
            {
                bytes.Add(encoded[i]);
            }
        }

        return [.. bytes];
    }

    // White space to the line's end, and the end itself.
    private static int SoftBreak(ReadOnlySpan<byte> rest)
    {
        var space = rest.IndexOfAnyExcept((byte)' ', (byte)'\t', (byte)'\r');
        return space >= 0 && rest[space] == '\n' ? space + 1 : 0;
    }

    private static bool IsHex(byte c) => char.IsAsciiHexDigit((char)c);

    private static int Value(byte c) => c switch
    {
        >= (byte)'A' and <= (byte)'Z' => c - 'A',
        >= (byte)'a' and <= (byte)'z' => c - 'a' + 26,
        >= (byte)'0' and <= (byte)'9' => c - '0' + 52,
        (byte)'+' or (byte)'-' => 62,
        (byte)'/' or (byte)'_' => 63,
        _ => -1,
    };
}
