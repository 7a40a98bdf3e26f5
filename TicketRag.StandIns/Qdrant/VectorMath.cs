using System.Numerics.Tensors;

namespace TicketRag.StandIns.Qdrant;

internal static class VectorMath
{
    /// <summary>The server stores cosine vectors with length 1; the zero vector stays what it is.</summary>
    public static float[] Normalised(float[] vector)
    {
        var length = TensorPrimitives.Norm(vector);
        return length > 0 ? Array.ConvertAll(vector, value => value / length) : vector;
    }
}
