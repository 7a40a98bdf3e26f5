using TicketRag.Core.Retrieval.Embedded.Files;
using TicketRag.Core.Retrieval.Reranking;

namespace TicketRag.Core.Retrieval.Embedded;

/// <summary>The analysed passages of an index, packed one behind the other in a few large arrays. Append-only: what was added is read while more comes.</summary>
internal sealed class PassageStore
{
    private const int FirstBlock = 1 << 10;
    private const int LargestBlock = 1 << 18;

    private int[][] _blocks = [];
    private int _used;

    /// <param name="packed">See <see cref="PassageTerms.Pack"/>.</param>
    public PassagePlace Add(ReadOnlySpan<int> packed)
    {
        if (_blocks.Length == 0 || _used + packed.Length > _blocks[^1].Length)
        {
            var length = Math.Max(packed.Length, _blocks.Length == 0 ? FirstBlock : Math.Min(_blocks[^1].Length * 2, LargestBlock));
            Volatile.Write(ref _blocks, [.. _blocks, new int[length]]);
            _used = 0;
        }

        packed.CopyTo(_blocks[^1].AsSpan(_used));
        var place = new PassagePlace(_blocks.Length - 1, _used);
        _used += packed.Length;
        return place;
    }

    public void Save(IndexFileWriter writer)
    {
        var blocks = Volatile.Read(ref _blocks);
        writer.Write(blocks.Length);
        foreach (var block in blocks)
        {
            writer.Write<int>(block);
        }
    }

    // What is added next begins a new block: the last one may have come with passages that no row has.
    public static PassageStore Load(IndexFileReader reader)
    {
        var blocks = new List<int[]>();
        for (var left = reader.ReadNumber(); left > 0; left--)
        {
            blocks.Add(reader.Read<int>());
        }

        return new() { _blocks = [.. blocks], _used = blocks.LastOrDefault()?.Length ?? 0 };
    }

    public PassageTerms Read(PassagePlace place, TermTable terms) => new(terms, Volatile.Read(ref _blocks)[place.Block], place.At);
}

internal readonly record struct PassagePlace(int Block, int At);
