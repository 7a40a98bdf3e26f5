namespace TicketRag.Pdf;

/// <summary>Which text of annotations (ISO 32000-2, 12.5) counts as the page's text.</summary>
[Flags]
public enum PdfAnnotationText
{
    /// <summary>None: the page's own content only.</summary>
    None = 0,

    /// <summary>What visible annotations draw on the page, form fields among them.</summary>
    Appearances = 1,

    /// <summary>The value of form fields that draw nothing themselves and leave this to the viewer (12.7.4).</summary>
    FieldValues = 2,

    /// <summary>The comments that readers left: each <c>Contents</c> entry, placed at its annotation.</summary>
    Comments = 4,
}

/// <summary>How a PDF is read, and how much it may cost. A bound that is reached throws a <see cref="PdfException"/>.</summary>
public sealed class PdfOptions
{
    /// <summary>The password to try beside the empty one, as user and as owner password (ISO 32000-2, 7.6.4).</summary>
    public string? Password { get; init; }

    /// <summary>Which text of annotations belongs to a page. By default what a viewer would show.</summary>
    public PdfAnnotationText Annotations { get; init; } = PdfAnnotationText.Appearances | PdfAnnotationText.FieldValues;

    /// <summary>The time that opening the file and reading its pages may take together, from <c>Open</c> on.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>The largest file, in bytes.</summary>
    public long MaxFileBytes { get; init; } = 512L << 20;

    /// <summary>What a document may hold at once, in bytes: the file, decoded streams, objects, fonts and one page's text.</summary>
    public long MaxMemoryBytes { get; init; } = 1L << 30;

    /// <summary>What all the streams of a file may decode to in total, in bytes. Guards against decompression bombs.</summary>
    public long MaxDecodedBytes { get; init; } = 2L << 30;

    /// <summary>The number of pages.</summary>
    public int MaxPages { get; init; } = 100_000;

    /// <summary>The number of glyphs on one page.</summary>
    public int MaxGlyphsPerPage { get; init; } = 2_000_000;

    /// <summary>How deep arrays, dictionaries, forms and page trees may nest. What lies deeper is left out, not refused.</summary>
    public int MaxNesting { get; init; } = 64;

    /// <summary>The clock that <see cref="Timeout"/> is measured with.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
