namespace TicketRag.Core.Models.Ollama;

/// <summary>The body of <c>POST /api/embed</c>.</summary>
internal sealed record OllamaEmbedRequest(string Model, IReadOnlyList<string> Input)
{
    /// <summary>Text beyond the model's context is left out instead of failing the whole batch.</summary>
    public bool Truncate { get; init; } = true;

    public int? Dimensions { get; init; }

    public string? KeepAlive { get; init; }
}

internal sealed record OllamaEmbedAnswer(string? Model, float[][]? Embeddings, int? PromptEvalCount);
