namespace TicketRag.IngestWorker.Extraction.Archives;

/// <summary>An unpacking stream that ends with a refusal when it gives more than its packed size, or the whole file's budget, allows.</summary>
/// <param name="packedLength">In bytes.</param>
public sealed class BoundedStream(Stream inner, long packedLength, ExtractionBudget budget) : Stream
{
    private const long FreeBytes = 1 << 20;

    private long _read;

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
        return count;
    }

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
