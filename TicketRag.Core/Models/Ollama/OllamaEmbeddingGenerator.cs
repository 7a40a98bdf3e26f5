using System.Numerics.Tensors;
using Microsoft.Extensions.AI;

namespace TicketRag.Core.Models.Ollama;

/// <summary>
/// Embeddings of an Ollama model, in the order of the texts and L2-normalised. Give the task by <see cref="EmbeddingTask"/>:
/// known models get their prefix for it, and a query is given less time.
/// </summary>
/// <exception cref="ModelUnavailableException">From <see cref="GenerateAsync"/>: later may work.</exception>
/// <exception cref="ModelRequestException">From <see cref="GenerateAsync"/>: this request never works.</exception>
/// <exception cref="ModelResponseException">From <see cref="GenerateAsync"/>: the vectors can't be used.</exception>
internal sealed class OllamaEmbeddingGenerator(OllamaConnection connection) : IEmbeddingGenerator<string, Embedding<float>>
{
    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        var model = options?.ModelId is { } asked ? ModelName.WithTag(asked) : connection.Model;
        var task = EmbeddingTask.Of(options);
        var prefix = TaskPrefixes.For(model, task);
        var timeout = task == EmbeddingTask.Query ? connection.Options.QueryTimeout : connection.Options.EmbedTimeout;

        using var call = ModelCall.Start(ModelCall.Embeddings, OllamaConnection.Provider, model, connection.Endpoint, connection.Time);
        var embeddings = new GeneratedEmbeddings<Embedding<float>> { Usage = new() { InputTokenCount = 0 } };
        foreach (var batch in values.Select(text => prefix + text).Chunk(connection.Options.EmbedBatchSize))
        {
            var request = new OllamaEmbedRequest(model, batch) { Dimensions = options?.Dimensions, KeepAlive = connection.KeepAlive };
            var answer = await call.WatchAsync(EmbedAsync(request, embeddings, timeout, cancellationToken));
            call.Answered(answer.Model, answer.PromptEvalCount, output: null);
        }

        if (embeddings.Count > 0)
        {
            call.Describe("gen_ai.embeddings.dimension.count", embeddings[0].Dimensions);
        }

        embeddings.Usage.TotalTokenCount = embeddings.Usage.InputTokenCount;
        return embeddings;
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is not null ? null
        : serviceType == typeof(EmbeddingGeneratorMetadata)
            ? new EmbeddingGeneratorMetadata(OllamaConnection.Provider, connection.Endpoint, connection.Model)
        : serviceType.IsInstanceOfType(this) ? this
        : null;

    public void Dispose()
    {
        // The connection outlives its users: the container owns it.
    }

    private async ValueTask<OllamaEmbedAnswer> EmbedAsync(
        OllamaEmbedRequest request, GeneratedEmbeddings<Embedding<float>> embeddings, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var answer = await connection.PostAsync(
            "api/embed", request, OllamaJson.Default.OllamaEmbedRequest, OllamaJson.Default.OllamaEmbedAnswer, timeout, cancellationToken);

        var vectors = answer.Embeddings ?? [];
        if (vectors.Length != request.Input.Count)
        {
            throw Unusable($"{vectors.Length} vectors for {request.Input.Count} texts");
        }

        foreach (var vector in vectors)
        {
            Normalize(vector, embeddings.Count > 0 ? embeddings[0].Dimensions : vector.Length);
            embeddings.Add(new(vector) { ModelId = request.Model, CreatedAt = connection.Time.GetUtcNow() });
        }

        embeddings.Usage!.InputTokenCount += answer.PromptEvalCount ?? 0;
        return answer;
    }

    private void Normalize(float[]? vector, int dimensions)
    {
        if (vector is not { Length: > 0 } || vector.Length != dimensions)
        {
            throw Unusable($"a vector of {vector?.Length ?? 0} dimensions among such of {dimensions}");
        }

        // Also catches what isn't finite: NaN and infinity carry over to the length.
        var length = TensorPrimitives.Norm<float>(vector);
        if (!float.IsFinite(length) || length == 0)
        {
            throw Unusable("a vector without direction (zero, or not finite)");
        }

        TensorPrimitives.Divide(vector, length, vector);
    }

    private ModelResponseException Unusable(string why) => new(connection.Name, why);
}
