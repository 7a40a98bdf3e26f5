using TicketRag.Core.Retrieval.Embedded.Files;

namespace TicketRag.Core.Retrieval.Reranking;

/// <summary>
/// Terms by their number: the key and the letters of each, side by side. One writer adds while readers ask for numbers that were published to them: arrays are only
/// ever replaced by longer copies.
/// </summary>
internal sealed class TermTable
{
    private ulong[] _keys = [];
    private int[] _ends = [];
    private char[] _letters = [];

    public int Count { get; private set; }

    /// <summary>See <see cref="TermKey"/>.</summary>
    public ulong Key(int term) => _keys[term];

    public ReadOnlySpan<char> Letters(int term) => _letters.AsSpan(Start(term).._ends[term]);

    /// <returns>The term's number.</returns>
    public int Add(ReadOnlySpan<char> term)
    {
        var (number, start) = (Count, Start(Count));
        MakeRoom(ref _keys, number + 1);
        MakeRoom(ref _ends, number + 1);
        MakeRoom(ref _letters, start + term.Length);
        _keys[number] = TermKey.Of(term);
        _ends[number] = start + term.Length;
        term.CopyTo(_letters.AsSpan(start));
        Count++;
        return number;
    }

    /// <param name="count">Of the first terms, which the caller knows to be published.</param>
    public void Save(IndexFileWriter writer, int count)
    {
        writer.Write<ulong>(_keys.AsSpan(0, count));
        writer.Write<int>(_ends.AsSpan(0, count));
        writer.Write<char>(_letters.AsSpan(0, Start(count)));
    }

    public static TermTable Load(IndexFileReader reader)
    {
        var keys = reader.Read<ulong>();
        return new() { _keys = keys, _ends = reader.Read<int>(keys.Length), _letters = reader.Read<char>(), Count = keys.Length };
    }

    private int Start(int term) => term == 0 ? 0 : _ends[term - 1];

    private static void MakeRoom<T>(ref T[] array, int length)
    {
        if (length > array.Length)
        {
            Array.Resize(ref array, Math.Max(length, array.Length * 2));
        }
    }
}
