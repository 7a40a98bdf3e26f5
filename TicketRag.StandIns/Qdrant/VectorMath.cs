using System.Numerics;
using System.Runtime.InteropServices;

namespace TicketRag.StandIns.Qdrant;

internal static class VectorMath
{
    public static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var lanesOfA = MemoryMarshal.Cast<float, Vector<float>>(a);
        var lanesOfB = MemoryMarshal.Cast<float, Vector<float>>(b);
        var sum = Vector<float>.Zero;
        for (var i = 0; i < lanesOfA.Length; i++)
        {
            sum += lanesOfA[i] * lanesOfB[i];
        }

        var total = Vector.Sum(sum);
        for (var i = lanesOfA.Length * Vector<float>.Count; i < a.Length; i++)
        {
            total += a[i] * b[i];
        }

        return total;
    }

    /// <summary>The server stores cosine vectors with length 1; the zero vector stays what it is.</summary>
    public static float[] Normalised(float[] vector)
    {
        var length = MathF.Sqrt(Dot(vector, vector));
        return length > 0 ? Array.ConvertAll(vector, value => value / length) : vector;
    }
}
