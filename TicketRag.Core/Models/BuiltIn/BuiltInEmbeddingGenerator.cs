using Microsoft.Extensions.AI;

namespace TicketRag.Core.Models.BuiltIn;

public sealed class BuiltInEmbeddingGenerator(TicketRag.Core.Retrieval.Analysis.TextAnalyzer analyzer) : IEmbeddingGenerator<string, Embedding<float>>
{
    public const string ModelId = "builtin-ngram-v1";
    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
        => Task.FromResult(new GeneratedEmbeddings<Embedding<float>>(values.Select(v => { var f = new float[768]; foreach (var t in analyzer.Terms(v)) f[(uint)t.GetHashCode(StringComparison.Ordinal) % 768] += 1; var n = MathF.Sqrt(f.Sum(x => x * x)); if (n > 0) for (var i = 0; i < 768; i++) f[i] /= n; return new Embedding<float>(f); })));
    public object? GetService(Type serviceType, object? serviceKey = null) => serviceType == typeof(EmbeddingGeneratorMetadata) ? new EmbeddingGeneratorMetadata("builtin", null, ModelId, 768) : null;
    public void Dispose() { }
}
