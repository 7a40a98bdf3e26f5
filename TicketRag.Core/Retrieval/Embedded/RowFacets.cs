using System.Numerics;
using System.Runtime.Intrinsics;
using TicketRag.Core.Retrieval.Embedded.Files;

namespace TicketRag.Core.Retrieval.Embedded;

/// <summary>What rows are filtered by, a column each, so that a filter reads nothing else. Strings are numbered by <see cref="Labels"/>; 0: none.</summary>
/// <param name="capacity">A multiple of <see cref="WordRows"/>.</param>
internal sealed class RowFacets(int capacity)
{
    public const int WordRows = 64;

    public int[] Kinds { get; } = new int[capacity];

    public int[] Audiences { get; } = new int[capacity];

    public int[] States { get; } = new int[capacity];

    public int[] Products { get; } = new int[capacity];

    public int[] Languages { get; } = new int[capacity];

    /// <summary>Of the document's last change, in ticks of UTC.</summary>
    public long[] UpdatedAt { get; } = new long[capacity];

    public int[][] Tags { get; } = new int[capacity][];

    public void Set(int row, ChunkPoint point, Labels labels)
    {
        Kinds[row] = (int)point.SourceKind;
        Audiences[row] = labels.Number(point.Audience.Value);
        States[row] = point.State is { } state ? labels.Number(state) : 0;
        Products[row] = point.Facets.Product is { } product ? labels.Number(product) : 0;
        Languages[row] = point.Facets.Language is { } language ? labels.Number(language) : 0;
        UpdatedAt[row] = point.UpdatedAt.UtcTicks;
        Tags[row] = point.Tags.Count == 0 ? [] : [.. point.Tags.Select(labels.Number)];
    }

    public void Copy(int row, RowFacets from, int fromRow)
    {
        Kinds[row] = from.Kinds[fromRow];
        Audiences[row] = from.Audiences[fromRow];
        States[row] = from.States[fromRow];
        Products[row] = from.Products[fromRow];
        Languages[row] = from.Languages[fromRow];
        UpdatedAt[row] = from.UpdatedAt[fromRow];
        Tags[row] = from.Tags[fromRow];
    }

    public void Save(IndexFileWriter writer, int rows)
    {
        foreach (var column in Numbers)
        {
            writer.Write<int>(column.AsSpan(0, rows));
        }

        writer.Write<long>(UpdatedAt.AsSpan(0, rows));
        writer.Write<int>([.. Tags.Take(rows).Select(tags => tags.Length)]);
        writer.Write<int>([.. Tags.Take(rows).SelectMany(tags => tags)]);
    }

    public static RowFacets Load(IndexFileReader reader, int rows)
    {
        var facets = new RowFacets(RoomFor(rows));
        foreach (var column in facets.Numbers)
        {
            reader.Read<int>(rows).CopyTo(column, 0);
        }

        reader.Read<long>(rows).CopyTo(facets.UpdatedAt, 0);
        var (lengths, tags, at) = (reader.Read<int>(rows), reader.Read<int>(), 0);
        for (var row = 0; row < rows; row++)
        {
            facets.Tags[row] = lengths[row] == 0 ? [] : tags.AsSpan(at, lengths[row]).ToArray();
            at += lengths[row];
        }

        return facets;
    }

    private IEnumerable<int[]> Numbers => [Kinds, Audiences, States, Products, Languages];

    /// <summary>The same with room for so many rows: this one, where it has it.</summary>
    public RowFacets WithRoomFor(int rows)
    {
        if (rows <= capacity)
        {
            return this;
        }

        var more = new RowFacets(RoomFor(Math.Max(rows, capacity * 2)));
        Kinds.CopyTo(more.Kinds, 0);
        Audiences.CopyTo(more.Audiences, 0);
        States.CopyTo(more.States, 0);
        Products.CopyTo(more.Products, 0);
        Languages.CopyTo(more.Languages, 0);
        UpdatedAt.CopyTo(more.UpdatedAt, 0);
        Tags.CopyTo(more.Tags, 0);
        return more;
    }

    public static int RoomFor(int rows) => (rows + WordRows - 1) / WordRows * WordRows;

    /// <summary>Takes away the rows with none of these values.</summary>
    public static void Keep(Span<ulong> bits, int[] column, ReadOnlySpan<int> values)
    {
        for (var word = 0; word < bits.Length; word++)
        {
            if (bits[word] != 0)
            {
                bits[word] &= RowsWith(column.AsSpan(word * WordRows, WordRows), values);
            }
        }
    }

    private static ulong RowsWith(ReadOnlySpan<int> column, ReadOnlySpan<int> values)
    {
        var rows = 0ul;
        for (var i = 0; i < column.Length; i += Vector256<int>.Count)
        {
            var of = Vector256.Create(column.Slice(i, Vector256<int>.Count));
            var has = Vector256<int>.Zero;
            foreach (var value in values)
            {
                has |= Vector256.Equals(of, Vector256.Create(value));
            }

            rows |= (ulong)has.ExtractMostSignificantBits() << i;
        }

        return rows;
    }

    /// <summary>Takes away the rows with a value below the first or not below the second.</summary>
    public static void Keep(Span<ulong> bits, long[] column, long from, long before)
    {
        for (var word = 0; word < bits.Length; word++)
        {
            for (var rest = bits[word]; rest != 0; rest &= rest - 1)
            {
                var row = BitOperations.TrailingZeroCount(rest);
                var value = column[(word * WordRows) + row];
                bits[word] &= value >= from && value < before ? ulong.MaxValue : ~(1ul << row);
            }
        }
    }

    /// <summary>Takes away the rows with none of these tags.</summary>
    public static void KeepTagged(Span<ulong> bits, int[][] column, ReadOnlySpan<int> tags)
    {
        for (var word = 0; word < bits.Length; word++)
        {
            for (var rest = bits[word]; rest != 0; rest &= rest - 1)
            {
                var row = BitOperations.TrailingZeroCount(rest);
                bits[word] &= column[(word * WordRows) + row].AsSpan().ContainsAny(tags) ? ulong.MaxValue : ~(1ul << row);
            }
        }
    }
}
