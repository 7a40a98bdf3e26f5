namespace TicketRag.IngestWorker.Extraction.Archives;

/// <summary>An unpacking stream that ends with a refusal when it gives more than its packed size, or the whole file's budget, allows.</summary>
/// <param name="packedLength">In bytes.</param>
public sealed class BoundedStream(Stream inner, long packedLength, ExtractionBudget budget) : Stream
{
    private const long FreeBytes = 1 << 20;

    private long _read;
    private long _passed;

    /// <summary>The most bytes between two calls of <see cref="Pass"/>.</summary>
    public long MostAtOnce { get; set; } = long.MaxValue;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => _read;
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var count = inner.Read(buffer);
        _read += count;
        budget.AddUnpacked(count);
        ExtractionBudget.Limit(
            _read <= FreeBytes || _read <= packedLength * budget.Options.MaxUnpackRatio,
            $"A part of it unpacks to more than {budget.Options.MaxUnpackRatio} times its size, as no ordinary file does.");
        ExtractionBudget.Limit(_read - _passed <= MostAtOnce, $"A single text or attribute in it is longer than {MostAtOnce >> 20} MB.");
        return count;
    }

    /// <summary>What was read so far is dealt with: the reader holds no more than what comes now.</summary>
    public void Pass() => _passed = _read;

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        inner.Dispose();
        base.Dispose(disposing);
    }
}
