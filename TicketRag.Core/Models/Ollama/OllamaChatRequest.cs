using System.Text.Json;
using System.Text.Json.Nodes;

namespace TicketRag.Core.Models.Ollama;

/// <summary>The body of <c>POST /api/chat</c>.</summary>
internal sealed record OllamaChatRequest(string Model, IReadOnlyList<OllamaMessage> Messages)
{
    public bool Stream { get; init; } = true;

    /// <summary>The text "json", or a JSON schema.</summary>
    public JsonElement? Format { get; init; }

    /// <summary>true, false, or "low", "medium", "high".</summary>
    public JsonNode? Think { get; init; }

    public OllamaChatSettings? Options { get; init; }

    public string? KeepAlive { get; init; }
}

internal sealed record OllamaMessage(string Role, string Content);

internal sealed record OllamaChatSettings
{
    public float? Temperature { get; init; }

    public int? NumCtx { get; init; }

    public int? NumPredict { get; init; }

    public float? TopP { get; init; }

    public int? TopK { get; init; }

    public long? Seed { get; init; }

    public IList<string>? Stop { get; init; }
}
