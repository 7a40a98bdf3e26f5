namespace TicketRag.Pdf;

/// <summary>What reading one document has cost so far, held against its options.</summary>
internal sealed class Budget(PdfOptions options, CancellationToken cancellation)
{
    // Asking the clock costs more than most of the steps that are counted.
    private const int StepsBetweenClockReads = 256;

    private readonly long _startedAt = options.TimeProvider.GetTimestamp();
    private int _steps;
    private long _decoded;
    private long _held;

    public PdfOptions Options { get; } = options;

    /// <summary>Counts a small step of work: an operator, an object, a few kilobytes.</summary>
    public void Step()
    {
        if (++_steps >= StepsBetweenClockReads)
        {
            CheckTime();
        }
    }

    public void CheckTime()
    {
        _steps = 0;
        cancellation.ThrowIfCancellationRequested();
        if (Options.TimeProvider.GetElapsedTime(_startedAt) > Options.Timeout)
        {
            throw new PdfException(PdfErrorKind.TimedOut, -1, $"Reading took longer than {Options.Timeout}.");
        }
    }

    public void Decoded(int bytes)
    {
        _decoded += bytes;
        if (_decoded > Options.MaxDecodedBytes)
        {
            throw Exceeded($"The file's streams decode to more than {Options.MaxDecodedBytes} bytes.");
        }

        CheckTime();
    }

    public void Hold(long bytes)
    {
        _held += bytes;
        if (_held > Options.MaxMemoryBytes)
        {
            throw Exceeded($"The document needs more than {Options.MaxMemoryBytes} bytes of memory.");
        }
    }

    public void Release(long bytes) => _held -= bytes;

    public static PdfException Exceeded(string message) => new(PdfErrorKind.LimitExceeded, -1, message);
}
