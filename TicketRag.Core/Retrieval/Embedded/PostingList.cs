namespace TicketRag.Core.Retrieval.Embedded;

/// <summary>
/// The rows that hold a term, ascending, each as one number: row in the upper 24 bits, term frequency (255 and more are 255) in the lower 8.
/// One writer appends while readers read: the count is published after the item, and the array is only ever replaced by a longer copy.
/// </summary>
internal sealed class PostingList
{
    public const int MaxRows = 1 << 24;

    private const uint MaxFrequency = 255;

    private uint[] _items = new uint[2];
    private int _count;

    public static int RowOf(uint posting) => (int)(posting >> 8);

    public static uint FrequencyOf(uint posting) => posting & MaxFrequency;

    /// <summary>The same frequency in another row.</summary>
    public static uint Moved(uint posting, int row) => ((uint)row << 8) | FrequencyOf(posting);

    /// <summary>So many more occurrences in a row that no reader sees yet.</summary>
    public void Count(int row, uint times)
    {
        var count = _count;
        if (count > 0 && RowOf(_items[count - 1]) == row)
        {
            _items[count - 1] += Math.Min(times, MaxFrequency - FrequencyOf(_items[count - 1]));
            return;
        }

        Append(((uint)row << 8) | times);
    }

    /// <summary>For ascending rows only.</summary>
    public void Append(uint posting)
    {
        var count = _count;
        if (count == _items.Length)
        {
            var longer = new uint[count + Math.Max(2, count / 2)];
            _items.CopyTo(longer, 0);
            Volatile.Write(ref _items, longer);
        }

        _items[count] = posting;
        Volatile.Write(ref _count, count + 1);
    }

    /// <summary>The postings of the first <paramref name="rows"/> rows.</summary>
    public ReadOnlySpan<uint> Of(int rows)
    {
        var count = Volatile.Read(ref _count);
        var items = Volatile.Read(ref _items);
        while (count > 0 && RowOf(items[count - 1]) >= rows)
        {
            count--;
        }

        return items.AsSpan(0, count);
    }
}
