using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace TicketRag.Core.Retrieval.Embedded;

/// <summary>
/// A fixed random rotation, after which no model's vectors have their weight in a few dimensions, so that codes of few bits serve all of them alike: random
/// signs, then Walsh-Hadamard transforms of both ends, a few times over (Ailon and Chazelle, "The fast Johnson-Lindenstrauss transform", SIAM J. Comput. 2009).
/// Lengths and dot products stay as they are.
/// </summary>
internal sealed class Rotation
{
    private const int Seed = 20_261_126;
    private const int Rounds = 3;

    private readonly float[][] _signs;
    private readonly int _span;

    public Rotation(int dimensions)
    {
        var random = new Random(Seed);
        _signs = [.. Enumerable.Range(0, Rounds).Select(_ => Enumerable.Range(0, dimensions).Select(_ => random.Next(2) == 0 ? 1f : -1f).ToArray())];
        _span = dimensions == 0 ? 0 : (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)dimensions + 1) / 2;
    }

    /// <param name="rotated">As long as the vector.</param>
    public void Apply(ReadOnlySpan<float> vector, Span<float> rotated)
    {
        vector.CopyTo(rotated);
        foreach (var signs in _signs)
        {
            TensorPrimitives.Multiply(rotated, signs, rotated);
            Transform(rotated[.._span]);
            if (_span < rotated.Length)
            {
                Transform(rotated[^_span..]);
            }
        }
    }

    private static void Transform(Span<float> values)
    {
        var half = 1;
        if (values.Length >= Vector256<float>.Count)
        {
            TransformEights(values);
            half = Vector256<float>.Count;
        }

        for (; half < values.Length; half *= 2)
        {
            for (var at = 0; at < values.Length; at += 2 * half)
            {
                AddAndSubtract(values.Slice(at, half), values.Slice(at + half, half));
            }
        }

        TensorPrimitives.Multiply(values, 1 / MathF.Sqrt(values.Length), values);
    }

    private static void AddAndSubtract(Span<float> first, Span<float> second)
    {
        ref var a = ref MemoryMarshal.GetReference(first);
        ref var b = ref MemoryMarshal.GetReference(second);
        nuint i = 0;
        for (; i + (nuint)Vector256<float>.Count <= (nuint)first.Length; i += (nuint)Vector256<float>.Count)
        {
            var (x, y) = (Vector256.LoadUnsafe(ref a, i), Vector256.LoadUnsafe(ref b, i));
            (x + y).StoreUnsafe(ref a, i);
            (x - y).StoreUnsafe(ref b, i);
        }

        for (; i < (nuint)first.Length; i++)
        {
            (first[(int)i], second[(int)i]) = (first[(int)i] + second[(int)i], first[(int)i] - second[(int)i]);
        }
    }

    /// <summary>The first three steps, within eight values.</summary>
    private static void TransformEights(Span<float> values)
    {
        ref var first = ref MemoryMarshal.GetReference(values);
        for (nuint i = 0; i < (nuint)values.Length; i += (nuint)Vector256<float>.Count)
        {
            var eight = Vector256.LoadUnsafe(ref first, i);
            eight = Vector256.Shuffle(eight, Vector256.Create(1, 0, 3, 2, 5, 4, 7, 6)) + (eight * Vector256.Create(1f, -1, 1, -1, 1, -1, 1, -1));
            eight = Vector256.Shuffle(eight, Vector256.Create(2, 3, 0, 1, 6, 7, 4, 5)) + (eight * Vector256.Create(1f, 1, -1, -1, 1, 1, -1, -1));
            eight = Vector256.Shuffle(eight, Vector256.Create(4, 5, 6, 7, 0, 1, 2, 3)) + (eight * Vector256.Create(1f, 1, 1, 1, -1, -1, -1, -1));
            eight.StoreUnsafe(ref first, i);
        }
    }
}
