namespace TicketRag.Core.Models.Ollama;

/// <summary>Ollama's model names: <c>[host/][namespace/]model[:tag]</c>.</summary>
internal static class ModelName
{
    /// <summary>With its tag, so that one model has one name: what has none means <c>latest</c>.</summary>
    public static string WithTag(string name) => name.IndexOf(':', name.LastIndexOf('/') + 1) < 0 ? name + ":latest" : name;

    /// <summary>The model alone, without host, namespace and tag.</summary>
    public static string Base(string name)
    {
        var last = name[(name.LastIndexOf('/') + 1)..];
        return last.IndexOf(':') is var tag and >= 0 ? last[..tag] : last;
    }
}
