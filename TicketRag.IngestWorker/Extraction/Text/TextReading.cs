using System.Text;

namespace TicketRag.IngestWorker.Extraction.Text;

/// <summary>Opens a text file in its encoding.</summary>
internal static class TextReading
{
    private const int BytesAtOnce = 1 << 16;

    /// <summary>Piece by piece; the encoding is told from the beginning, and from the whole file where that can still change it.</summary>
    public static StreamReader Open(ExtractionRun run)
    {
        var file = run.File;
        var isWhole = file.Head.Length == run.Content.Length;
        var bytes = isWhole || run.Content.Length > run.Budget.Options.MaxWholeBytes ? file.Head : run.ReadWhole();
        var (encoding, skip) = TextDecoding.EncodingOf(bytes, file.ContentType.Charset, isWhole || bytes.Length == run.Content.Length);
        CheckLength(run, encoding);
        run.Content.Position = skip;
        return new(run.Content, encoding, detectEncodingFromByteOrderMarks: false, leaveOpen: true);
    }

    // Before anything is read, since one line or paragraph may be all of it. White space that will go counts, so twice as much is let through.
    private static void CheckLength(ExtractionRun run, Encoding encoding)
    {
        var most = 2L * run.Budget.Options.MaxTextCharacters;
        var bytes = new byte[BytesAtOnce];
        var decoder = encoding.GetDecoder();
        run.Content.Position = 0;
        for (var (length, read) = (0L, 0); run.Content.Length > most && (read = run.Content.Read(bytes)) > 0;)
        {
            run.Budget.Check();
            length += decoder.GetCharCount(bytes, 0, read, flush: false);
            if (length > most)
            {
                run.Budget.CheckText(length);
            }
        }
    }

    /// <summary>All of it, for formats that can't be read piece by piece.</summary>
    public static string Whole(ExtractionRun run) => TextDecoding.Decode(run.ReadWhole(), run.File.ContentType.Charset);
}
