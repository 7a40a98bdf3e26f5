namespace TicketRag.Pdf.Filters;

internal enum FilterKind
{
    Flate,
    Lzw,
    AsciiHex,
    Ascii85,
    RunLength,
    Crypt,

    /// <summary>DCT, JPX, CCITT and JBIG2: their output is pixels, in which there is no text to find.</summary>
    Image,
    Unknown,
}

/// <summary>One filter of a stream and its parameters (ISO 32000-2, 7.4).</summary>
internal readonly record struct FilterStep(FilterKind Kind, PredictorParameters Predictor, bool EarlyChange, string? CryptName);

/// <summary>How rows were predicted before they were compressed (7.4.4.3, 7.4.4.4).</summary>
internal readonly record struct PredictorParameters(int Predictor, int Colors, int BitsPerComponent, int Columns)
{
    public int BytesPerPixel => Math.Max(1, ((Colors * BitsPerComponent) + 7) / 8);

    public int BytesPerRow => (int)Math.Min((((long)Colors * BitsPerComponent * Columns) + 7) / 8, int.MaxValue / 2);
}
