using System.Text.Json.Serialization;

namespace TicketRag.Core.Models.Ollama;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(OllamaEmbedRequest))]
[JsonSerializable(typeof(OllamaEmbedAnswer))]
[JsonSerializable(typeof(OllamaChatRequest))]
[JsonSerializable(typeof(OllamaChatLine))]
[JsonSerializable(typeof(OllamaModelRequest))]
[JsonSerializable(typeof(OllamaModelAnswer))]
[JsonSerializable(typeof(OllamaPullLine))]
[JsonSerializable(typeof(OllamaErrorAnswer))]
internal sealed partial class OllamaJson : JsonSerializerContext;
