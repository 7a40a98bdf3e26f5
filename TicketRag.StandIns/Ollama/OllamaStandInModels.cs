using System.Collections.Concurrent;

namespace TicketRag.StandIns.Ollama;

/// <summary>The models that the server has, and those that it could pull.</summary>
public sealed class OllamaStandInModels
{
    private readonly ConcurrentDictionary<string, OllamaStandInModel> present = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, OllamaStandInModel> published = new(StringComparer.OrdinalIgnoreCase);

    public IReadOnlyList<OllamaStandInModel> Present => [.. present.Values.OrderBy(model => model.Name, StringComparer.Ordinal)];

    public void Add(OllamaStandInModel model) => present[WithTag(model.Name)] = model;

    /// <summary>Takes a model away, as an operator who deletes it.</summary>
    public bool Remove(string name) => present.TryRemove(WithTag(name), out _);

    /// <summary>From now on <c>/api/pull</c> finds it.</summary>
    public void Publish(OllamaStandInModel model) => published[WithTag(model.Name)] = model;

    public OllamaStandInModel? Find(string name) => present.GetValueOrDefault(WithTag(name));

    internal OllamaStandInModel? FindPublished(string name) => published.GetValueOrDefault(WithTag(name)) ?? Find(name);

    private static string WithTag(string name) => name.IndexOf(':', name.LastIndexOf('/') + 1) < 0 ? name + ":latest" : name;
}
