using System.Collections.Concurrent;
using Microsoft.Extensions.AI;
using TicketRag.Core.Connections;
using TicketRag.Core.Models.BuiltIn;
using TicketRag.Core.Models.Ollama;
using TicketRag.Core.Retrieval;
using TicketRag.Core.Retrieval.Analysis;

namespace TicketRag.Core.Models;

/// <summary>
/// The embedding models that organizations may choose from: the installation's, any other of the same Ollama server, and the built-in one. Each has one
/// <see cref="Embedder"/> in the process.
/// </summary>
/// <param name="installation">What organizations have that chose none.</param>
/// <param name="generator">The one of <paramref name="installation"/>.</param>
public sealed class Embedders(Embedder installation, IEmbeddingGenerator<string, Embedding<float>> generator, Deployment deployment)
{
    private readonly ConcurrentDictionary<string, Embedder> _others = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, EmbeddingSpace> _prepared = new(StringComparer.Ordinal);

    public Embedder Installation => installation;

    /// <summary>Whether it is served by anything that is configured. Of an Ollama model this does not say that its server has it.</summary>
    public bool Offers(string model) => model == installation.Model || model == BuiltInEmbeddingGenerator.Model || (deployment.Embed is not null && !IsBuiltIn(model));

    /// <summary>With its tag, as the server means it; the installation's as the settings write it.</summary>
    public string Named(string model) =>
        model == installation.Model || IsBuiltIn(model) ? model
        : ModelName.WithTag(model) is var tagged && tagged == ModelName.WithTag(installation.Model) ? installation.Model
        : tagged;

    /// <summary>As it is kept with an organization: null for the installation's own.</summary>
    public string? Choice(string? model) => model == installation.Model ? null : model;

    /// <summary>One whose server is configured no more is as one that is down.</summary>
    /// <param name="model">Null for the installation's.</param>
    public Embedder Of(string? model) => model is null || model == installation.Model ? installation : _others.GetOrAdd(model, Create);

    /// <summary>Whether this process has prepared the vector store of that name for its vectors.</summary>
    public bool HasStore(string model) => _prepared.ContainsKey(model);

    public void NoteStore(string? model, EmbeddingSpace? space)
    {
        if (model is not null && space is not null)
        {
            _prepared[model] = space;
        }
    }

    private static bool IsBuiltIn(string model) => model.StartsWith(Embedder.BuiltInPrefix, StringComparison.Ordinal);

    private Embedder Create(string model) =>
        model == BuiltInEmbeddingGenerator.Model ? new(new BuiltInEmbeddingGenerator(TextAnalyzer.InEnglish), model)
        : Offers(model) ? new(new OtherModel(generator, model), model)
        : new(new NoModel(model), model);

    /// <summary>The same server, asked for another model.</summary>
    private sealed class OtherModel(IEmbeddingGenerator<string, Embedding<float>> server, string model) : DelegatingEmbeddingGenerator<string, Embedding<float>>(server)
    {
        public override Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
            IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
        {
            var asked = options?.Clone() ?? new();
            asked.ModelId = model;
            return base.GenerateAsync(values, asked, cancellationToken);
        }

        // What the server says of itself is said of the installation's model.
        public override object? GetService(Type serviceType, object? serviceKey = null) =>
            serviceType == typeof(EmbeddingGeneratorMetadata) ? null : base.GetService(serviceType, serviceKey);
    }

    private sealed class NoModel(string model) : IEmbeddingGenerator<string, Embedding<float>>
    {
        public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
            IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default) =>
            throw new DependencyUnavailableException(Deployment.EmbedName, $"{model} is this organization's model, and no server of it is configured");

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
