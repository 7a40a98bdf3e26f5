namespace TicketRag.IngestWorker.Extraction.Mail;

internal static class MimeLines
{
    /// <summary>The line that begins at <paramref name="at"/>, without its end: CRLF, or LF alone.</summary>
    public static ReadOnlySpan<byte> Next(ReadOnlySpan<byte> bytes, int at, out int next)
    {
        var length = bytes[at..].IndexOf((byte)'\n');
        var end = length < 0 ? bytes.Length : at + length;
        next = length < 0 ? bytes.Length : end + 1;
        return end > at && bytes[end - 1] == '\r' ? bytes[at..(end - 1)] : bytes[at..end];
    }
}
