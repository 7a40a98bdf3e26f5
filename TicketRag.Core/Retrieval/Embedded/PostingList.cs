using TicketRag.Core.Retrieval.Embedded.Files;

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

    /// <summary>For ascending rows that no reader sees yet.</summary>
    public void Append(int row, int frequency)
    {
        var count = _count;
        if (count == _items.Length)
        {
            var longer = new uint[count + Math.Max(2, count / 2)];
            _items.CopyTo(longer, 0);
            Volatile.Write(ref _items, longer);
        }

        _items[count] = ((uint)row << 8) | Math.Min((uint)frequency, MaxFrequency);
        Volatile.Write(ref _count, count + 1);
    }

    /// <summary>Those of the first <paramref name="rows"/> rows.</summary>
    public void Save(IndexFileWriter writer, int rows) => writer.Write(Of(rows));

    public static PostingList Load(IndexFileReader reader)
    {
        var items = reader.Read<uint>();
        return new() { _items = items, _count = items.Length };
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
