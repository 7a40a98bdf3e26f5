using TicketRag.Core.Retrieval.Embedded.Files;

namespace TicketRag.Core.Retrieval.Embedded;

/// <summary>
/// Vectors side by side, three times: as signs that are scanned (a thirty-second of the memory, whose reading is what limits a scan), as 4-bit codes for those that
/// the signs let through, and as the floats that the best are scored with.
/// </summary>
/// <param name="capacity">A multiple of <see cref="SignKernel.GroupRows"/>.</param>
internal sealed class VectorBlock(int dimensions, int capacity)
{
    // Only what was set is ever used, so that a new block costs no pass over its memory.
    private readonly float[] _values = GC.AllocateUninitializedArray<float>(dimensions * capacity);
    private readonly byte[] _codes = GC.AllocateUninitializedArray<byte>(CodeKernel.Stride(dimensions) * capacity);
    private readonly byte[] _signs = GC.AllocateUninitializedArray<byte>(SignKernel.Stride(dimensions) * capacity);
    private readonly float[] _scales = new float[capacity];
    private readonly float[] _factors = new float[capacity];

    public int Capacity => capacity;

    public ReadOnlySpan<float> Vector(int at) => _values.AsSpan(at * dimensions, dimensions);

    public ReadOnlySpan<byte> Codes(int at) => _codes.AsSpan(at * CodeKernel.Stride(dimensions), CodeKernel.Stride(dimensions));

    /// <summary>What a code of 1 is worth.</summary>
    public float Scale(int at) => _scales[at];

    /// <summary>The signs of the group that begins there.</summary>
    public ReadOnlySpan<byte> Signs(int at) => SignsOf(at);

    /// <summary>What that group's estimates are multiplied by.</summary>
    public ReadOnlySpan<float> Factors(int at) => _factors.AsSpan(at, SignKernel.GroupRows);

    public void Set(int at, ReadOnlySpan<float> vector, Rotation rotation)
    {
        vector.CopyTo(_values.AsSpan(at * dimensions));
        Span<float> rotated = stackalloc float[dimensions];
        rotation.Apply(vector, rotated);
        var stride = CodeKernel.Stride(dimensions);
        _scales[at] = CodeKernel.Encode(rotated, _codes.AsSpan(at * stride, stride));
        _factors[at] = SignKernel.Encode(rotated, SignsOf(at - (at % SignKernel.GroupRows)), at % SignKernel.GroupRows);
    }

    public void Save(IndexFileWriter writer)
    {
        writer.Write(capacity);
        writer.Write<float>(_values);
        writer.Write<byte>(_codes);
        writer.Write<byte>(_signs);
        writer.Write<float>(_scales);
        writer.Write<float>(_factors);
    }

    public static VectorBlock Load(IndexFileReader reader, int dimensions)
    {
        var block = new VectorBlock(dimensions, Math.Clamp(reader.ReadNumber(), 0, VectorSet.BlockRows));
        reader.Read(block._values);
        reader.Read(block._codes);
        reader.Read(block._signs);
        reader.Read(block._scales);
        reader.Read(block._factors);
        return block;
    }

    public VectorBlock Grown(int newCapacity)
    {
        var grown = new VectorBlock(dimensions, newCapacity);
        _values.CopyTo(grown._values, 0);
        _codes.CopyTo(grown._codes, 0);
        _signs.CopyTo(grown._signs, 0);
        _scales.CopyTo(grown._scales, 0);
        _factors.CopyTo(grown._factors, 0);
        return grown;
    }

    private Span<byte> SignsOf(int group) => _signs.AsSpan(group * SignKernel.Stride(dimensions), SignKernel.GroupRows * SignKernel.Stride(dimensions));
}
