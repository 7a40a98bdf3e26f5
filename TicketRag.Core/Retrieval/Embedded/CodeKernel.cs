using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace TicketRag.Core.Retrieval.Embedded;

/// <summary>Dot products of 8-bit codes with a query of 12-bit codes, which leaves the 32-bit sums room for any number of dimensions in use.</summary>
internal static class CodeKernel
{
    private const int Lanes = 64;

    // A scan waits for memory; asking for it some vectors ahead takes up to a tenth off.
    private const int PrefetchBytes = 2048;

    private const int MaxQueryCode = 2047;

    /// <summary>Length of a coded vector: the dimensions and zeros up to whole registers.</summary>
    public static int Stride(int dimensions) => (dimensions + Lanes - 1) / Lanes * Lanes;

    /// <param name="codes">Of the query's stride; zeroed.</param>
    /// <returns>What a code of 1 is worth.</returns>
    public static float EncodeQuery(ReadOnlySpan<float> query, Span<short> codes)
    {
        var scale = MathF.Abs(TensorPrimitives.MaxMagnitude(query)) / MaxQueryCode;
        for (var i = 0; i < query.Length && scale > 0; i++)
        {
            codes[i] = (short)MathF.Round(query[i] / scale);
        }

        return scale;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Dot(ReadOnlySpan<sbyte> codes, ReadOnlySpan<short> query)
    {
        ref var code = ref MemoryMarshal.GetReference(codes);
        ref var with = ref MemoryMarshal.GetReference(query);
        return Avx512BW.IsSupported ? Dot512(ref code, ref with, query.Length)
            : Avx2.IsSupported ? Dot256(ref code, ref with, query.Length)
            : Dot128(ref code, ref with, query.Length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe int Dot512(ref sbyte code, ref short query, int length)
    {
        var even = Vector512<int>.Zero;
        var odd = Vector512<int>.Zero;
        for (nuint i = 0; i < (nuint)length; i += Lanes)
        {
            Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.Add(ref code, i + PrefetchBytes)));
            even += Products512(ref code, ref query, i);
            odd += Products512(ref code, ref query, i + 32);
        }

        return Vector512.Sum(even + odd);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Products512(ref sbyte code, ref short query, nuint at) => Avx512BW.MultiplyAddAdjacent(
        Avx512BW.ConvertToVector512Int16(Vector256.LoadUnsafe(ref code, at)),
        Vector512.LoadUnsafe(ref query, at));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe int Dot256(ref sbyte code, ref short query, int length)
    {
        var even = Vector256<int>.Zero;
        var odd = Vector256<int>.Zero;
        for (nuint i = 0; i < (nuint)length; i += 32)
        {
            Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.Add(ref code, i + PrefetchBytes)));
            even += Products256(ref code, ref query, i);
            odd += Products256(ref code, ref query, i + 16);
        }

        return Vector256.Sum(even + odd);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Products256(ref sbyte code, ref short query, nuint at) => Avx2.MultiplyAddAdjacent(
        Avx2.ConvertToVector256Int16(Vector128.LoadUnsafe(ref code, at)),
        Vector256.LoadUnsafe(ref query, at));

    /// <summary>Any processor.</summary>
    private static int Dot128(ref sbyte code, ref short query, int length)
    {
        var sum = Vector128<int>.Zero;
        for (nuint i = 0; i < (nuint)length; i += 16)
        {
            var (lower, upper) = Vector128.Widen(Vector128.LoadUnsafe(ref code, i));
            sum += DotOf8(lower, Vector128.LoadUnsafe(ref query, i)) + DotOf8(upper, Vector128.LoadUnsafe(ref query, i + 8));
        }

        return Vector128.Sum(sum);
    }

    private static Vector128<int> DotOf8(Vector128<short> codes, Vector128<short> query)
    {
        var (a, b) = Vector128.Widen(codes);
        var (c, d) = Vector128.Widen(query);
        return (a * c) + (b * d);
    }
}
