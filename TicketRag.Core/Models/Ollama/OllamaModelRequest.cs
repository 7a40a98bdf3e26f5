namespace TicketRag.Core.Models.Ollama;

/// <summary>The body of <c>POST /api/show</c> and <c>POST /api/pull</c>.</summary>
internal sealed record OllamaModelRequest(string Model);

internal sealed record OllamaModelAnswer(IReadOnlyList<string>? Capabilities);

internal sealed record OllamaPullLine(string? Status, long? Completed, long? Total, string? Error) : IOllamaLine
{
    bool IOllamaLine.IsLast => Status == "success";
}
