namespace TicketRag.IngestWorker.Extraction;

/// <summary>
/// Reads one format. A new format is one class that implements this, and its line in <see cref="Extractors.All"/>. Extractors hold no state.
/// </summary>
public interface IExtractor
{
    /// <summary>Short and lower case: <c>pdf</c>.</summary>
    string Format { get; }

    /// <summary>Whether this is a file of the format, by its content. Name and declared type may decide only between kinds of text.</summary>
    bool Recognizes(FileProbe file);

    /// <summary>Writes the file's blocks. Whatever is thrown becomes an <see cref="ExtractionException"/>.</summary>
    void Extract(ExtractionRun run);
}
