using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace TicketRag.Core.Retrieval.Embedded;

/// <summary>
/// Rotated vectors as codes of 4 bits, and their dot products with a query of 8 bits, for what the signs let through: an eighth of the floats is read.
/// A byte holds two codes, 64 dimensions apart, each from 1 to 15 with 8 for zero, so that products of unsigned by signed bytes do.
/// </summary>
internal static class CodeKernel
{
    private const int GroupBytes = 64;
    private const int Group = 2 * GroupBytes;
    private const int Zero = 8;
    private const int MaxCode = 7;
    private const int MaxQueryCode = 127;

    private const int BytesPerLine = 64;

    /// <summary>Bytes of a coded vector: the dimensions up to whole groups.</summary>
    public static int Stride(int dimensions) => (dimensions + Group - 1) / Group * GroupBytes;

    /// <summary>Codes of a query for vectors of that many dimensions.</summary>
    public static int QueryLength(int dimensions) => 2 * Stride(dimensions);

    /// <param name="codes">Of the stride.</param>
    /// <returns>What a code of 1 is worth.</returns>
    public static float Encode(ReadOnlySpan<float> vector, Span<byte> codes)
    {
        var scale = MathF.Abs(TensorPrimitives.MaxMagnitude(vector)) / MaxCode;
        Span<float> rounded = stackalloc float[2 * codes.Length];
        rounded.Clear();
        if (scale > 0)
        {
            TensorPrimitives.Divide(vector, scale, rounded);
            TensorPrimitives.Round(rounded, rounded);
        }

        Pack(rounded, codes);
        return scale;
    }

    private static void Pack(ReadOnlySpan<float> rounded, Span<byte> codes)
    {
        for (var i = 0; i < codes.Length; i++)
        {
            var first = (i / GroupBytes * Group) + (i % GroupBytes);
            codes[i] = (byte)(((int)rounded[first] + Zero) | (((int)rounded[first + GroupBytes] + Zero) << 4));
        }
    }

    /// <summary>Asks for memory that is read soon.</summary>
    public static unsafe void Prefetch(ReadOnlySpan<byte> memory)
    {
        ref var first = ref MemoryMarshal.GetReference(memory);
        for (var i = 0; i < memory.Length && Sse.IsSupported; i += BytesPerLine)
        {
            Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.Add(ref first, i)));
        }
    }

    /// <param name="codes">Of the query's length.</param>
    /// <returns>What to take off each dot product, because a vector's zero is not 0.</returns>
    public static int EncodeQuery(ReadOnlySpan<float> query, Span<sbyte> codes)
    {
        codes.Clear();
        var scale = MathF.Abs(TensorPrimitives.MaxMagnitude(query)) / MaxQueryCode;
        var sum = 0;
        for (var i = 0; i < query.Length && scale > 0; i++)
        {
            codes[i] = (sbyte)MathF.Round(query[i] / scale);
            sum += codes[i];
        }

        return Zero * sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Dot(ReadOnlySpan<byte> codes, ReadOnlySpan<sbyte> query)
    {
        ref var code = ref MemoryMarshal.GetReference(codes);
        ref var with = ref MemoryMarshal.GetReference(query);
        return Avx512BW.IsSupported ? Dot512(ref code, ref with, codes.Length)
            : Avx2.IsSupported ? Dot256(ref code, ref with, codes.Length)
            : Dot128(ref code, ref with, codes.Length);
    }

    // 4 products of at most 15 * 127 are added in 16 bits before they are widened.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int Dot512(ref byte code, ref sbyte query, int bytes)
    {
        var sum = Vector512<int>.Zero;
        var mask = Vector512.Create((byte)0x0F);
        for (nuint i = 0; i < (nuint)bytes; i += GroupBytes)
        {
            var both = Vector512.LoadUnsafe(ref code, i);
            var products = Avx512BW.MultiplyAddAdjacent(both & mask, Vector512.LoadUnsafe(ref query, 2 * i))
                + Avx512BW.MultiplyAddAdjacent((both.AsUInt16() >>> 4).AsByte() & mask, Vector512.LoadUnsafe(ref query, (2 * i) + GroupBytes));
            sum += Avx512BW.MultiplyAddAdjacent(products, Vector512<short>.One);
        }

        return Vector512.Sum(sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int Dot256(ref byte code, ref sbyte query, int bytes)
    {
        var sum = Vector256<int>.Zero;
        var mask = Vector256.Create((byte)0x0F);
        for (nuint i = 0; i < (nuint)bytes; i += 32)
        {
            var at = i + (i & ~(nuint)(GroupBytes - 1));
            var both = Vector256.LoadUnsafe(ref code, i);
            var products = Avx2.MultiplyAddAdjacent(both & mask, Vector256.LoadUnsafe(ref query, at))
                + Avx2.MultiplyAddAdjacent((both.AsUInt16() >>> 4).AsByte() & mask, Vector256.LoadUnsafe(ref query, at + GroupBytes));
            sum += Avx2.MultiplyAddAdjacent(products, Vector256<short>.One);
        }

        return Vector256.Sum(sum);
    }

    /// <summary>Any processor.</summary>
    internal static int Dot128(ref byte code, ref sbyte query, int bytes)
    {
        var sum = Vector128<int>.Zero;
        var mask = Vector128.Create((byte)0x0F);
        for (nuint i = 0; i < (nuint)bytes; i += 16)
        {
            var at = i + (i & ~(nuint)(GroupBytes - 1));
            var both = Vector128.LoadUnsafe(ref code, i);
            sum += DotOf16((both & mask).AsSByte(), Vector128.LoadUnsafe(ref query, at))
                + DotOf16((both >>> 4).AsSByte(), Vector128.LoadUnsafe(ref query, at + GroupBytes));
        }

        return Vector128.Sum(sum);
    }

    private static Vector128<int> DotOf16(Vector128<sbyte> codes, Vector128<sbyte> query)
    {
        var (a, b) = Vector128.Widen(codes);
        var (c, d) = Vector128.Widen(query);
        var (lower, upper) = Vector128.Widen((a * c) + (b * d));
        return lower + upper;
    }
}
