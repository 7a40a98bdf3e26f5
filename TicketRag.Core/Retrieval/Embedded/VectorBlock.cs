namespace TicketRag.Core.Retrieval.Embedded;

/// <summary>
/// Vectors side by side, twice: as 4-bit codes that are scanned (an eighth of the memory traffic, which is what limits a scan),
/// and as the floats that the best candidates are scored with.
/// </summary>
internal sealed class VectorBlock(int dimensions, int capacity)
{
    // Only what was set is ever read, so that a new block costs no pass over its memory.
    private readonly float[] _values = GC.AllocateUninitializedArray<float>(dimensions * capacity);
    private readonly byte[] _codes = GC.AllocateUninitializedArray<byte>(CodeKernel.Stride(dimensions) * capacity);
    private readonly float[] _scales = new float[capacity];

    public int Capacity => capacity;

    public ReadOnlySpan<byte> Codes => _codes;

    /// <summary>What a code of 1 is worth in each vector.</summary>
    public ReadOnlySpan<float> Scales => _scales;

    public ReadOnlySpan<float> Vector(int at) => _values.AsSpan(at * dimensions, dimensions);

    public void Set(int at, ReadOnlySpan<float> vector)
    {
        vector.CopyTo(_values.AsSpan(at * dimensions));
        var stride = CodeKernel.Stride(dimensions);
        _scales[at] = CodeKernel.Encode(vector, _codes.AsSpan(at * stride, stride));
    }

    public VectorBlock Grown(int newCapacity)
    {
        var grown = new VectorBlock(dimensions, newCapacity);
        _values.CopyTo(grown._values, 0);
        _codes.CopyTo(grown._codes, 0);
        _scales.CopyTo(grown._scales, 0);
        return grown;
    }
}
