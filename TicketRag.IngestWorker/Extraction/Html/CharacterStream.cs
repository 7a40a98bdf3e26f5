using System.Runtime.InteropServices;

namespace TicketRag.IngestWorker.Extraction.Html;

/// <summary>A text as UTF-16 with its byte order mark, so that no reader takes it for anything else.</summary>
/// <param name="reading">Called before each piece that is read.</param>
internal sealed class CharacterStream(string text, Action reading) : Stream
{
    private static readonly byte[] Mark = BitConverter.IsLittleEndian ? [0xFF, 0xFE] : [0xFE, 0xFF];

    private int _read;

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
        reading();
        ReadOnlySpan<byte> rest = _read < Mark.Length ? Mark.AsSpan(_read) : MemoryMarshal.AsBytes(text.AsSpan())[(_read - Mark.Length)..];
        var count = Math.Min(rest.Length, buffer.Length);
        rest[..count].CopyTo(buffer);
        _read += count;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => Task.FromResult(Read(buffer, offset, count));

    /// <summary>At once, on the caller's thread.</summary>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
