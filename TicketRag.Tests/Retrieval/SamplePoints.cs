using System.Numerics.Tensors;
using TicketRag.Core.Documents;
using TicketRag.Core.Organizations;
using TicketRag.Core.Retrieval;

namespace TicketRag.Tests.Retrieval;

/// <summary>Small points, queries and unit vectors.</summary>
public static class SamplePoints
{
    public static readonly EmbeddingSpace Space = new("sample-v1", 8);

    /// <summary>Words that no stemmer changes and no stop list holds.</summary>
    public static readonly string[] Letters = ["alpha", "beta", "gamma", "delta", "kappa", "lambda", "sigma", "omega"];

    public static ChunkPoint Point(string text, ReadOnlyMemory<float>? vector = null) => new()
    {
        ChunkId = Guid.CreateVersion7(),
        DocumentId = Guid.CreateVersion7(),
        Version = 1,
        SourceKind = SourceKind.Text,
        Audience = Audience.Agents,
        UpdatedAt = DateTimeOffset.UnixEpoch,
        SearchText = text,
        Vector = vector,
    };

    public static ChunkQuery Query(string? text, ReadOnlyMemory<float>? vector = null) => new() { Text = text, Vector = vector, Reader = Audience.Agents };

    /// <summary>The unit vector along one axis.</summary>
    public static ReadOnlyMemory<float> Direction(int axis, int dimensions = 8)
    {
        var vector = new float[dimensions];
        vector[axis] = 1;
        return vector;
    }

    /// <summary>Half way between two axes: cosine 0.71 with each.</summary>
    public static ReadOnlyMemory<float> Between(int first, int second, int dimensions = 8)
    {
        var vector = new float[dimensions];
        vector[first] = vector[second] = MathF.Sqrt(0.5f);
        return vector;
    }

    public static ReadOnlyMemory<float> Random(int seed, int dimensions = 8)
    {
        var random = new Random(seed);
        var vector = new float[dimensions];
        foreach (ref var value in vector.AsSpan())
        {
            value = (random.NextSingle() * 2) - 1;
        }

        TensorPrimitives.Divide(vector, TensorPrimitives.Norm(vector), vector);
        return vector;
    }

    public static double Cosine(ReadOnlyMemory<float> a, ReadOnlyMemory<float> b) => TensorPrimitives.CosineSimilarity(a.Span, b.Span);
}
