using System.Runtime.CompilerServices;

namespace TicketRag.Core.Retrieval.Embedded;

/// <summary>
/// Keeps about the best k of many by a bar that rises: whoever is above it is noted, and when the room is full all but the best k go. That costs less than a heap, whose
/// order nobody needs. Of equal scores the smaller number is the better one.
/// </summary>
/// <param name="room">As long as 2k.</param>
internal ref struct NearestCandidates(Span<ulong> room)
{
    private readonly Span<ulong> _keys = room;
    private int _count;

    /// <summary>A score must be above it.</summary>
    public float Bar { get; private set; } = float.NegativeInfinity;

    /// <summary>How many are noted: the best k of those added, and some more.</summary>
    public readonly int Count => _count;

    public static int NumberOf(ulong key) => (int)~(uint)key;

    /// <summary>From nothing, with that bar.</summary>
    public void Restart(float bar) => (_count, Bar) = (0, bar);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(float score, int number)
    {
        _keys[_count++] = ((ulong)Ascending(score) << 32) | ~(uint)number;
        if (_count == _keys.Length)
        {
            Cut();
        }
    }

    /// <returns>The best k in no order, by <see cref="NumberOf"/>.</returns>
    public ReadOnlySpan<ulong> Best()
    {
        if (_count > _keys.Length / 2)
        {
            Cut();
        }

        return _keys[.._count];
    }

    private void Cut()
    {
        var kept = _keys.Length / 2;
        PutGreatestFirst(_keys[.._count], kept);
        _count = kept;
        Bar = Score((uint)(_keys[kept - 1] >> 32));
    }

    /// <summary>Quickselect (Hoare, 1961): afterwards the last of the first <paramref name="kept"/> is the least of them, and none behind is greater.</summary>
    private static void PutGreatestFirst(Span<ulong> keys, int kept)
    {
        var (from, to) = (0, keys.Length - 1);
        while (from < to)
        {
            var (left, right) = Partition(keys, from, to);
            if (kept - 1 <= right)
            {
                to = right;
            }
            else if (kept - 1 >= left)
            {
                from = left;
            }
            else
            {
                return;
            }
        }
    }

    private static (int Left, int Right) Partition(Span<ulong> keys, int from, int to)
    {
        var pivot = MedianOf(keys[from], keys[(from + to) / 2], keys[to]);
        var (left, right) = (from, to);
        while (left <= right)
        {
            while (keys[left] > pivot)
            {
                left++;
            }

            while (keys[right] < pivot)
            {
                right--;
            }

            if (left <= right)
            {
                (keys[left], keys[right]) = (keys[right], keys[left]);
                left++;
                right--;
            }
        }

        return (left, right);
    }

    private static ulong MedianOf(ulong a, ulong b, ulong c) => Math.Max(Math.Min(a, b), Math.Min(Math.Max(a, b), c));

    /// <summary>Bits in the order of the numbers.</summary>
    private static uint Ascending(float score)
    {
        var bits = BitConverter.SingleToInt32Bits(score);
        return (uint)(bits ^ ((bits >> 31) | int.MinValue));
    }

    private static float Score(uint ascending) =>
        BitConverter.UInt32BitsToSingle(ascending ^ ((ascending & 0x80000000) != 0 ? 0x80000000 : uint.MaxValue));
}
