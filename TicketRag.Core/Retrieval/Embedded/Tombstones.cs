using TicketRag.Core.Retrieval.Embedded.Files;

namespace TicketRag.Core.Retrieval.Embedded;

/// <summary>The deleted rows, a bit each. Never changed once it is in a snapshot: a writer takes a copy (12 KB for 100,000 rows).</summary>
internal readonly struct Tombstones(ulong[]? bits)
{
    private const int WordRows = RowFacets.WordRows;

    public bool Any => bits is not null;

    public bool this[int row] => bits is not null && (uint)(row / WordRows) < (uint)bits.Length && (bits[row / WordRows] & (1ul << row)) != 0;

    /// <summary>A bit for each of the first rows that is not deleted.</summary>
    public void CopyLive(Span<ulong> live, int rows)
    {
        live.Fill(ulong.MaxValue);
        for (var word = 0; bits is not null && word < Math.Min(bits.Length, live.Length); word++)
        {
            live[word] = ~bits[word];
        }

        if (rows % WordRows != 0)
        {
            live[^1] &= (1ul << (rows % WordRows)) - 1;
        }
    }

    /// <summary>Every one of the first rows.</summary>
    public static Tombstones All(int rows)
    {
        var all = new ulong[(rows + WordRows - 1) / WordRows];
        default(Tombstones).CopyLive(all, rows);
        return new(all);
    }

    public void Save(IndexFileWriter writer) => writer.Write<ulong>(bits);

    public static Tombstones Load(IndexFileReader reader) => reader.Read<ulong>() is { Length: > 0 } bits ? new(bits) : default;

    /// <summary>These rows live again.</summary>
    public Tombstones Without(IReadOnlyCollection<int> rows)
    {
        if (rows.Count == 0)
        {
            return this;
        }

        ulong[] copy = [.. bits ?? []];
        foreach (var row in rows)
        {
            copy[row / WordRows] &= ~(1ul << row);
        }

        return new(copy);
    }

    public Tombstones With(IReadOnlyCollection<int> rows)
    {
        if (rows.Count == 0)
        {
            return this;
        }

        var copy = new ulong[Math.Max((rows.Max() / WordRows) + 1, bits?.Length ?? 0)];
        bits?.CopyTo(copy, 0);
        foreach (var row in rows)
        {
            copy[row / WordRows] |= 1ul << row;
        }

        return new(copy);
    }
}
