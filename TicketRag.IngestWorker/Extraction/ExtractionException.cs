namespace TicketRag.IngestWorker.Extraction;

/// <summary>Why a file gave no text.</summary>
public enum ExtractionFault
{
    /// <summary>Of a format that is not read.</summary>
    Unsupported,
    Encrypted,
    Damaged,

    /// <summary>A limit of <see cref="ExtractionOptions"/> was reached.</summary>
    LimitExceeded,
    TimedOut,

    /// <summary>All of it is pictures.</summary>
    NeedsOcr,

    /// <summary>There is no text in it.</summary>
    Empty,
}

/// <summary>The only exception, besides cancellation, that reading a file throws.</summary>
/// <param name="message">A sentence for whoever sent the file: what is wrong, and what to do.</param>
public sealed class ExtractionException(ExtractionFault fault, string message, Exception? inner = null) : Exception(message, inner)
{
    public ExtractionFault Fault { get; } = fault;
}
