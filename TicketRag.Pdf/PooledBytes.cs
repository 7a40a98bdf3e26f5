using System.Buffers;

namespace TicketRag.Pdf;

/// <summary>Bytes in an array that grows within the document's budget. A small one is rented and goes back on disposal; the pool would keep a large one for good.</summary>
internal sealed class PooledBytes(Budget budget, int capacity = 4096) : IDisposable
{
    private const int BytesBetweenCharges = 1 << 16;
    private const int LongestRented = 1 << 20;

    private byte[] _array = New(capacity);
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
        var larger = New((int)size);
        Span.CopyTo(larger);
        Return(_array);
        _array = larger;
    }

    private static byte[] New(int length) => length <= LongestRented ? ArrayPool<byte>.Shared.Rent(length) : GC.AllocateUninitializedArray<byte>(length);

    private static void Return(byte[] array)
    {
        if (array.Length <= LongestRented)
        {
            ArrayPool<byte>.Shared.Return(array);
        }
    }

    public void Dispose()
    {
        if (_array.Length > 0)
        {
            Return(_array);
            budget.Release(_held);
            _array = [];
            Length = 0;
        }
    }
}
