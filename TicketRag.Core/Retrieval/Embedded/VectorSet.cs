using TicketRag.Core.Retrieval.Embedded.Files;

namespace TicketRag.Core.Retrieval.Embedded;

/// <summary>
/// The vectors of one space, append-only, in blocks of up to <see cref="BlockRows"/> so that growing copies little. A value: writers make the next one.
/// </summary>
/// <param name="Rotation">Null: there is no space yet, vectors are left out.</param>
/// <param name="RowOf">The row of each vector.</param>
/// <param name="HasAllRows">Whether every row so far has a vector, so that a vector's number is its row's.</param>
internal sealed record VectorSet(int Dimensions, Rotation? Rotation, VectorBlock[] Blocks, int[] RowOf, int Count, bool HasAllRows)
{
    public const int BlockRows = 1024;

    private const int FirstBlockRows = SignKernel.GroupRows;

    public static VectorSet None { get; } = new(0, null, [], [], 0, true);

    public static VectorSet Of(int dimensions) => dimensions == 0 ? None : new(dimensions, new(dimensions), [], [], 0, true);

    public VectorBlock BlockOf(int slot) => Blocks[slot / BlockRows];

    public ReadOnlySpan<float> Vector(int slot) => Blocks[slot / BlockRows].Vector(slot % BlockRows);

    public ReadOnlySpan<byte> Codes(int slot) => Blocks[slot / BlockRows].Codes(slot % BlockRows);

    /// <summary>With room for the vectors of these rows, which come behind those that are there; <see cref="Set"/> fills it.</summary>
    public VectorSet WithRoomFor(IReadOnlyList<int> rows)
    {
        var (blocks, rowOf, count) = (Blocks.ToList(), RowOf, Count + rows.Count);
        if (count > rowOf.Length)
        {
            Array.Resize(ref rowOf, Math.Max(count, rowOf.Length * 2));
        }

        for (var i = 0; i < rows.Count; i++)
        {
            rowOf[Count + i] = rows[i];
        }

        while (blocks.Sum(block => block.Capacity) < count)
        {
            MakeRoom(blocks, count);
        }

        var hasAllRows = HasAllRows && rows.Select((row, i) => row == Count + i).All(isSame => isSame);
        return this with { Blocks = [.. blocks], RowOf = rowOf, Count = count, HasAllRows = hasAllRows };
    }

    public void Save(IndexFileWriter writer)
    {
        writer.Write(Dimensions);
        writer.Write(HasAllRows ? 1 : 0);
        writer.Write<int>(RowOf.AsSpan(0, Count));
        foreach (var block in Blocks)
        {
            block.Save(writer);
        }
    }

    public static VectorSet Load(IndexFileReader reader)
    {
        var (dimensions, hasAllRows, rowOf) = (reader.ReadNumber(), reader.ReadNumber() == 1, reader.Read<int>());
        var blocks = new VectorBlock[(rowOf.Length + BlockRows - 1) / BlockRows];
        for (var i = 0; i < blocks.Length; i++)
        {
            blocks[i] = VectorBlock.Load(reader, dimensions);
        }

        return Of(dimensions) with { Blocks = blocks, RowOf = rowOf, Count = rowOf.Length, HasAllRows = hasAllRows };
    }

    /// <summary>For slots that no reader sees yet, each by one thread.</summary>
    public void Set(int slot, ReadOnlySpan<float> vector) => Blocks[slot / BlockRows].Set(slot % BlockRows, vector, Rotation!);

    // The first block of a small organization starts small, the following ones are whole.
    private void MakeRoom(List<VectorBlock> blocks, int count)
    {
        if (blocks.Count == 0)
        {
            blocks.Add(new(Dimensions, Math.Clamp(Rounded(count), FirstBlockRows, BlockRows)));
        }
        else if (blocks[^1].Capacity < BlockRows)
        {
            blocks[^1] = blocks[^1].Grown(Math.Clamp(Rounded(count), blocks[^1].Capacity * 2, BlockRows));
        }
        else
        {
            blocks.Add(new(Dimensions, BlockRows));
        }
    }

    private static int Rounded(int count) => (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)count);
}
