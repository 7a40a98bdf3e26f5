namespace TicketRag.IngestWorker.Extraction;

/// <summary>A file in the hands of its extractor.</summary>
/// <param name="nested">Reads a file that lies in this one.</param>
public sealed class ExtractionRun(FileProbe file, BlockWriter blocks, ExtractionBudget budget, Action<Stream, string?, string?> nested)
{
    public FileProbe File { get; } = file;

    /// <summary>Seekable, at its start.</summary>
    public Stream Content => File.Content;

    public BlockWriter Blocks { get; } = blocks;

    public ExtractionBudget Budget { get; } = budget;

    /// <summary>Reads a contained file into the same blocks. One that can't be read is noted, and the others are read.</summary>
    public void ExtractNested(Stream content, string? name, string? contentType) => nested(content, name, contentType);

    /// <summary>The whole file, for formats that can't be read piece by piece.</summary>
    /// <exception cref="ExtractionException">It is larger than <see cref="ExtractionOptions.MaxWholeBytes"/>.</exception>
    public byte[] ReadWhole()
    {
        ExtractionBudget.Limit(
            Content.Length <= Budget.Options.MaxWholeBytes, $"A file of this format may have {Budget.Options.MaxWholeBytes >> 20} MB at most. Split it.");
        var bytes = new byte[Content.Length];
        Content.Position = 0;
        Content.ReadExactly(bytes);
        return bytes;
    }
}
