using System.Buffers;

namespace TicketRag.Pdf;

/// <summary>Bytes in a rented array that grows within the document's budget and goes back on disposal.</summary>
internal sealed class PooledBytes(Budget budget, int capacity = 4096) : IDisposable
{
    private const int BytesBetweenCharges = 1 << 16;

    private byte[] _array = ArrayPool<byte>.Shared.Rent(capacity);
    private long _held;
    private int _charged;

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Span => _array.AsSpan(0, Length);

    public ReadOnlyMemory<byte> Memory => _array.AsMemory(0, Length);

    /// <summary>Free room behind the content, at least as large as asked for.</summary>
    public Span<byte> Free(int atLeast)
    {
        if (_array.Length - Length < atLeast)
        {
            Grow(atLeast);
        }

        return _array.AsSpan(Length);
    }

    public void Advance(int count)
    {
        Length += count;
        if (Length - _charged >= BytesBetweenCharges)
        {
            Charge();
        }
    }

    public void Append(byte value)
    {
        if (Length == _array.Length)
        {
            Grow(1);
        }

        _array[Length] = value;
        Advance(1);
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Free(bytes.Length));
        Advance(bytes.Length);
    }

    public void Truncate(int length) => Length = Math.Min(Length, length);

    /// <summary>Tells the budget of the bytes that it has not been told of yet.</summary>
    public void Charge()
    {
        if (Length > _charged)
        {
            budget.Decoded(Length - _charged);
            _charged = Length;
        }
    }

    public Span<byte> Writable() => _array.AsSpan(0, Length);

    private void Grow(int atLeast)
    {
        Charge();
        var size = Math.Max((long)_array.Length * 2, (long)Length + atLeast);
        if (size > Array.MaxLength)
        {
            throw Budget.Exceeded("A stream decodes to more than 2 GiB.");
        }

        budget.Hold(size - _held);
        _held = size;
        var larger = ArrayPool<byte>.Shared.Rent((int)size);
        Span.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_array);
        _array = larger;
    }

    public void Dispose()
    {
        if (_array.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_array);
            budget.Release(_held);
            _array = [];
            Length = 0;
        }
    }
}
