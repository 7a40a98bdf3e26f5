using System.Numerics.Tensors;

namespace TicketRag.Core.Retrieval.Embedded;

/// <summary>
/// Vectors side by side, twice: as 8-bit codes that are scanned (a quarter of the memory traffic, which is what limits a scan),
/// and as the floats that the best candidates are scored with.
/// </summary>
internal sealed class VectorBlock(int dimensions, int capacity)
{
    private const int MaxCode = 127;

    private readonly float[] _values = new float[dimensions * capacity];
    private readonly sbyte[] _codes = new sbyte[CodeKernel.Stride(dimensions) * capacity];
    private readonly float[] _scales = new float[capacity];

    public int Capacity => capacity;

    public ReadOnlySpan<sbyte> Codes => _codes;

    /// <summary>What a code of 1 is worth in each vector.</summary>
    public ReadOnlySpan<float> Scales => _scales;

    public ReadOnlySpan<float> Vector(int at) => _values.AsSpan(at * dimensions, dimensions);

    public void Set(int at, ReadOnlySpan<float> vector)
    {
        vector.CopyTo(_values.AsSpan(at * dimensions));
        var scale = MathF.Abs(TensorPrimitives.MaxMagnitude(vector)) / MaxCode;
        _scales[at] = scale;
        var codes = _codes.AsSpan(at * CodeKernel.Stride(dimensions), dimensions);
        for (var i = 0; i < codes.Length; i++)
        {
            codes[i] = scale > 0 ? (sbyte)MathF.Round(vector[i] / scale) : (sbyte)0;
        }
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
