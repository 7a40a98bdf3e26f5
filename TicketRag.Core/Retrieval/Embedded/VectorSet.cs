namespace TicketRag.Core.Retrieval.Embedded;

/// <summary>
/// The vectors of one space, append-only, in blocks of up to <see cref="BlockRows"/> so that growing copies little. A value: writers make the next one.
/// </summary>
/// <param name="Dimensions">0: there is no space yet, vectors are left out.</param>
/// <param name="RowOf">The row of each vector.</param>
internal sealed record VectorSet(int Dimensions, VectorBlock[] Blocks, int[] RowOf, int Count)
{
    public const int BlockRows = 1024;

    private const int FirstBlockRows = 16;

    public static VectorSet None { get; } = new(0, [], [], 0);

    public static VectorSet Of(int dimensions) => new(dimensions, [], [], 0);

    public ReadOnlySpan<float> Vector(int slot) => Blocks[slot / BlockRows].Vector(slot % BlockRows);

    public VectorSet Add(int row, ReadOnlySpan<float> vector)
    {
        var blocks = Blocks;
        var at = Count % BlockRows;
        if (at == 0)
        {
            // The first block of a small organization starts small, the following ones are whole.
            blocks = [.. blocks, new VectorBlock(Dimensions, blocks.Length == 0 ? FirstBlockRows : BlockRows)];
        }
        else if (at == blocks[^1].Capacity)
        {
            blocks = [.. blocks[..^1], blocks[^1].Grown(Math.Min(BlockRows, at * 2))];
        }

        blocks[^1].Set(at, vector);
        var rowOf = RowOf;
        if (Count == rowOf.Length)
        {
            Array.Resize(ref rowOf, Math.Max(FirstBlockRows, Count * 2));
        }

        rowOf[Count] = row;
        return this with { Blocks = blocks, RowOf = rowOf, Count = Count + 1 };
    }
}
