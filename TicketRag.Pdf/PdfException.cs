namespace TicketRag.Pdf;

/// <summary>Why a PDF could not be read.</summary>
public enum PdfErrorKind
{
    /// <summary>The bytes are not a PDF, or nothing of its page tree can be found even by scanning (ISO 32000-2, 7.5).</summary>
    NotAPdf,

    /// <summary>The file is encrypted and neither the empty nor the given password opens it (7.6.4).</summary>
    PasswordRequired,

    /// <summary>The file is encrypted by a handler or a version that this library does not know (7.6.1).</summary>
    UnsupportedEncryption,

    /// <summary>A bound of <see cref="PdfOptions"/> was reached: size, memory, decoded bytes, objects, pages or glyphs.</summary>
    LimitExceeded,

    /// <summary>The time of <see cref="PdfOptions.Timeout"/> was used up.</summary>
    TimedOut,

    /// <summary>The stream that holds the file failed while it was read.</summary>
    Unreadable,

    /// <summary>The file's structure misled the reader in a way that it does not know to repair.</summary>
    Malformed,
}

/// <summary>The only exception that reading a file throws, apart from cancellation and wrong arguments.</summary>
/// <param name="kind">Why the file could not be read.</param>
/// <param name="offset">The byte of the file at which this was seen, or -1 when it belongs to no place.</param>
/// <param name="message">A sentence for the log.</param>
/// <param name="inner">What caused it, if anything.</param>
public sealed class PdfException(PdfErrorKind kind, long offset, string message, Exception? inner = null)
    : Exception(message, inner)
{
    /// <summary>Why the file could not be read.</summary>
    public PdfErrorKind Kind { get; } = kind;

    /// <summary>The byte of the file at which this was seen, counted from 0, or -1 when it belongs to no place.</summary>
    public long Offset { get; } = offset;
}
