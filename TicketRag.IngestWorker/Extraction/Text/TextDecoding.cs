using System.Text;

namespace TicketRag.IngestWorker.Extraction.Text;

/// <summary>
/// Turns bytes into text: by byte order mark, as UTF-8 where it is valid, as UTF-16 where zero bytes say so, in a declared encoding, and else in
/// the one that the letters' frequencies speak for, or Windows-1252.
/// </summary>
public static class TextDecoding
{
    private const int MostDetected = 64 * 1024;

    static TextDecoding() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    public static string Decode(ReadOnlySpan<byte> bytes, string? declared)
    {
        var (encoding, skip) = EncodingOf(bytes, declared, isWhole: true);
        return encoding.GetString(bytes[skip..]);
    }

    /// <summary>The beginning of a file as text; null where it is none.</summary>
    /// <param name="isWhole">False where the last character may be cut in two.</param>
    public static string? Sample(ReadOnlySpan<byte> head, string? declared, bool isWhole)
    {
        var (encoding, skip) = EncodingOf(head, declared, isWhole);
        var text = encoding.GetString(head[skip..]);
        var controls = text.Count(c => c == '\uFFFE' || (c < ' ' && c is not ('\t' or '\n' or '\r' or '\f' or '\u001B')));
        return text.Contains('\0') || controls > text.Length / 100 ? null : text;
    }

    /// <summary>An encoding by a name that files use; null where it is not known.</summary>
    public static Encoding? Named(string? name)
    {
        try
        {
            return string.IsNullOrWhiteSpace(name) || name.Equals("utf-7", StringComparison.OrdinalIgnoreCase) ? null : Encoding.GetEncoding(name.Trim());
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <returns>The encoding, and how many bytes of byte order mark to skip.</returns>
    public static (Encoding Encoding, int Skip) EncodingOf(ReadOnlySpan<byte> bytes, string? declared, bool isWhole)
    {
        if (ByteOrderMark(bytes) is { } marked)
        {
            return marked;
        }

        if (IsUtf8(bytes, isWhole) && !(bytes.IndexOfAnyInRange((byte)0x80, (byte)0xFF) < 0 && bytes.Contains((byte)0x1B)))
        {
            return Utf16ByZeros(bytes) is { } wide ? (wide, 0) : (new UTF8Encoding(false), 0);
        }

        return (Utf16ByZeros(bytes) ?? Named(declared) ?? ByFrequency(bytes) ?? Encoding.GetEncoding(1252), 0);
    }

    private static (Encoding, int)? ByteOrderMark(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0xEF, 0xBB, 0xBF, ..] => (new UTF8Encoding(false), 3),
        [0xFF, 0xFE, 0, 0, ..] => (new UTF32Encoding(bigEndian: false, byteOrderMark: false), 4),
        [0, 0, 0xFE, 0xFF, ..] => (new UTF32Encoding(bigEndian: true, byteOrderMark: false), 4),
        [0xFF, 0xFE, ..] => (new UnicodeEncoding(bigEndian: false, byteOrderMark: false), 2),
        [0xFE, 0xFF, ..] => (new UnicodeEncoding(bigEndian: true, byteOrderMark: false), 2),
        _ => null,
    };

    private static bool IsUtf8(ReadOnlySpan<byte> bytes, bool isWhole)
    {
        const int longestCharacter = 4;
        if (System.Text.Unicode.Utf8.IsValid(bytes))
        {
            return true;
        }

        for (var cut = 1; !isWhole && cut < longestCharacter && cut <= bytes.Length; cut++)
        {
            if (System.Text.Unicode.Utf8.IsValid(bytes[..^cut]))
            {
                return true;
            }
        }

        return false;
    }

    // Text of most scripts has many characters below 256, so every other byte is often zero.
    private static UnicodeEncoding? Utf16ByZeros(ReadOnlySpan<byte> bytes)
    {
        const int leastShare = 4;
        var length = Math.Min(bytes.Length, MostDetected) & ~1;
        Span<int> zeros = [0, 0];
        for (var i = 0; i < length; i++)
        {
            zeros[i & 1] += bytes[i] == 0 ? 1 : 0;
        }

        var half = length / 2;
        return half == 0 ? null
            : zeros[1] > half / leastShare && zeros[0] <= half / 100 ? new(bigEndian: false, byteOrderMark: false)
            : zeros[0] > half / leastShare && zeros[1] <= half / 100 ? new(bigEndian: true, byteOrderMark: false)
            : null;
    }

    private static Encoding? ByFrequency(ReadOnlySpan<byte> bytes)
    {
        var sample = bytes[..Math.Min(bytes.Length, MostDetected)].ToArray();
        return UtfUnknown.CharsetDetector.DetectFromBytes(sample).Detected?.Encoding;
    }
}
