using Microsoft.Extensions.AI;
using TicketRag.Core.Retrieval;

namespace TicketRag.Core.Models.BuiltIn;

/// <summary>
/// Embeddings without a model: words, pairs of words and the characters inside them, hashed into a fixed number of dimensions
/// (Weinberger et al., "Feature hashing for large scale multitask learning", 2009). It knows spelling, not meaning: it finds typos, other forms
/// and compounds of the words that were written, and no synonyms. Deterministic on every machine, and needs no download.
/// </summary>
/// <remarks>Stored vectors hold its features: whatever changes them must change <see cref="Model"/>.</remarks>
public sealed class BuiltInEmbeddingGenerator(ITextAnalyzer analyzer, int dimensions = BuiltInEmbeddingGenerator.DefaultDimensions)
    : IEmbeddingGenerator<string, Embedding<float>>
{
    public const string Model = "builtin-ngram-v1";

    public const int DefaultDimensions = 768;

    // What a question needs room for, the next one needs, too.
    private TextFeatures? _spare;

    private readonly EmbeddingGeneratorMetadata _metadata = new("builtin", defaultModelId: Model, defaultModelDimensions: dimensions);

    /// <returns>L2-normalised vectors in the order of the texts; zeros for a text without a term.</returns>
    /// <exception cref="ArgumentException">The options ask for another model or another number of dimensions.</exception>
    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        if ((options?.ModelId ?? Model) != Model || (options?.Dimensions ?? dimensions) != dimensions)
        {
            throw new ArgumentException($"Only {Model} with {dimensions} dimensions is built in.", nameof(options));
        }

        var features = Interlocked.Exchange(ref _spare, null) ?? new TextFeatures(dimensions);
        var embeddings = new GeneratedEmbeddings<Embedding<float>>();
        foreach (var text in values)
        {
            cancellationToken.ThrowIfCancellationRequested();
            embeddings.Add(new(Embed(text, features)) { ModelId = Model });
        }

        _spare = features;
        return Task.FromResult(embeddings);
    }

    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(EmbeddingGeneratorMetadata) ? _metadata
            : serviceType.IsInstanceOfType(this) ? this
            : null;
    }

    public void Dispose()
    {
    }

    private float[] Embed(string text, TextFeatures features)
    {
        features.Clear();
        var sink = new TextFeatures.Sink(features);
        analyzer.Read(text, ref sink);
        return features.Project();
    }
}
