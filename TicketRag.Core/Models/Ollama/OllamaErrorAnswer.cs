namespace TicketRag.Core.Models.Ollama;

internal sealed record OllamaErrorAnswer(string? Error);
