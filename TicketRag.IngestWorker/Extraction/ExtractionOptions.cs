using System.ComponentModel.DataAnnotations;

namespace TicketRag.IngestWorker.Extraction;

/// <summary>What reading one file may cost, with everything that it contains (section <c>Ingestion:Extraction</c>).</summary>
public sealed class ExtractionOptions
{
    public const string Section = "Ingestion:Extraction";

    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>The longest text that may come out.</summary>
    [Range(1_000, 500_000_000)]
    public int MaxTextCharacters { get; init; } = 20_000_000;

    /// <summary>Of all tables and sheets together.</summary>
    [Range(1_000, 100_000_000)]
    public int MaxCells { get; init; } = 2_000_000;

    /// <summary>What compressed content may unpack to in total.</summary>
    [Range(1_000_000, 10_000_000_000)]
    public long MaxUnpackedBytes { get; init; } = 512L << 20;

    /// <summary>
    /// What a PDF may hold in memory at once besides the file itself (decoded streams, objects, fonts), and what the tree of an HTML page may take. Of a large page,
    /// two trees and what is computed of them may be there at once.
    /// </summary>
    [Range(10_000_000, 10_000_000_000)]
    public long MaxMemoryBytes { get; init; } = 256L << 20;

    /// <summary>How many times its packed size a part of an archive may unpack to, once it is past a megabyte.</summary>
    [Range(2, 10_000)]
    public int MaxUnpackRatio { get; init; } = 200;

    /// <summary>Of an archive or a mail.</summary>
    [Range(1, 1_000_000)]
    public int MaxEntries { get; init; } = 10_000;

    /// <summary>How deep files may lie in files.</summary>
    [Range(0, 20)]
    public int MaxNestedFiles { get; init; } = 4;

    /// <summary>The largest file of a format that can't be read piece by piece (HTML, JSON, Markdown, mail, .xls).</summary>
    [Range(100_000, 1_000_000_000)]
    public int MaxWholeBytes { get; init; } = 32 << 20;

    /// <summary>How deep elements may nest in HTML and XML, and values in JSON. What lies deeper is refused.</summary>
    [Range(16, 2_000)]
    public int MaxMarkupDepth { get; init; } = 512;
}
