using Microsoft.Extensions.AI;
using TicketRag.Core.Connections;
using TicketRag.Core.Retrieval;

namespace TicketRag.Core.Models;

/// <summary>An embedding model: of the organizations whose it is, only its vectors are searched.</summary>
/// <param name="generator">Built in, or Ollama's.</param>
/// <param name="model">Its full name, known from the settings even while its server is down.</param>
public sealed class Embedder(IEmbeddingGenerator<string, Embedding<float>> generator, string model)
{
    public const string BuiltInPrefix = "builtin-";

    private volatile EmbeddingSpace? _space =
        generator.GetService<EmbeddingGeneratorMetadata>() is { DefaultModelDimensions: { } dimensions } ? new(model, dimensions) : null;

    public string Model => model;

    /// <summary>Its vectors know words and spelling, not meaning.</summary>
    public bool IsBuiltIn => model.StartsWith(BuiltInPrefix, StringComparison.Ordinal);

    /// <summary>Null until a vector of the model was seen.</summary>
    public EmbeddingSpace? Space => _space;

    /// <summary>
    /// Not every indexed text has a vector of this model that the store compares: it was changed, or could not be had for a while.
    /// Those texts are found by their words only.
    /// </summary>
    public bool IsBehind { get; set; }

    /// <summary>Told what the database remembers of the model, or learnt from a first vector.</summary>
    public void Learn(int dimensions) => _space ??= new(model, dimensions);

    /// <exception cref="DependencyUnavailableException">The model's server is down, or lacks the model.</exception>
    public async Task<ReadOnlyMemory<float>> EmbedQueryAsync(string text, CancellationToken cancellationToken)
    {
        var embeddings = await generator.GenerateAsync([text], EmbeddingTask.ForQuery(), cancellationToken);
        return Checked(embeddings[0]).Vector;
    }

    /// <summary>Vectors in the order of <paramref name="texts"/>.</summary>
    /// <exception cref="DependencyUnavailableException">The model's server is down, or lacks the model.</exception>
    public async Task<IReadOnlyList<ReadOnlyMemory<float>>> EmbedDocumentsAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        var embeddings = await generator.GenerateAsync(texts, EmbeddingTask.ForDocument(), cancellationToken);
        return [.. embeddings.Select(embedding => Checked(embedding).Vector)];
    }

    private Embedding<float> Checked(Embedding<float> embedding)
    {
        Learn(embedding.Vector.Length);
        return embedding.Vector.Length == _space!.Dimensions
            ? embedding
            : throw new DependencyUnavailableException(
                Deployment.EmbedName, $"{model} returned {embedding.Vector.Length} dimensions where it returned {_space.Dimensions} before");
    }
}
