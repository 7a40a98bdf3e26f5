namespace TicketRag.IngestWorker.Extraction.Text;

/// <summary>Opens a text file in its encoding.</summary>
internal static class TextReading
{
    /// <summary>Piece by piece; the encoding is told from the beginning, and from the whole file where that can still change it.</summary>
    public static StreamReader Open(ExtractionRun run)
    {
        var file = run.File;
        var isWhole = file.Head.Length == run.Content.Length;
        var bytes = isWhole || run.Content.Length > run.Budget.Options.MaxWholeBytes ? file.Head : run.ReadWhole();
        var (encoding, skip) = TextDecoding.EncodingOf(bytes, file.ContentType.Charset, isWhole || bytes.Length == run.Content.Length);
        run.Content.Position = skip;
        return new(run.Content, encoding, detectEncodingFromByteOrderMarks: false, leaveOpen: true);
    }

    /// <summary>All of it, for formats that can't be read piece by piece.</summary>
    public static string Whole(ExtractionRun run) => TextDecoding.Decode(run.ReadWhole(), run.File.ContentType.Charset);
}
