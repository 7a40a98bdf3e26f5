namespace TicketRag.Core.Models.Ollama;

/// <summary>One line of a chat's answer; counts and reason are on the last.</summary>
internal sealed record OllamaChatLine : IOllamaLine
{
    public string? Model { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }

    public OllamaChatPart? Message { get; init; }

    public bool Done { get; init; }

    public string? DoneReason { get; init; }

    public int? PromptEvalCount { get; init; }

    public int? EvalCount { get; init; }

    public string? Error { get; init; }

    bool IOllamaLine.IsLast => Done;
}

internal sealed record OllamaChatPart(string? Content, string? Thinking);
