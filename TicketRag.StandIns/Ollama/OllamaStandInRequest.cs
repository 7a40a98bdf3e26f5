using System.Text.Json;

namespace TicketRag.StandIns.Ollama;

/// <summary>A request as it arrived.</summary>
/// <param name="Authorization">The header, when there was one.</param>
public sealed record OllamaStandInRequest(string Method, string Path, JsonElement Body, string? Authorization);
