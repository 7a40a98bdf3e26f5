using System.Text.Json;
using System.Text.Json.Serialization;
using TicketRag.Core.Documents;

namespace TicketRag.Core.Answers;

/// <summary>How an <see cref="Answer"/> is kept on a ticket and written to clients.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    Converters = [typeof(SourceKindJsonConverter)])]
[JsonSerializable(typeof(Answer))]
public sealed partial class AnswerJson : JsonSerializerContext
{
    public static string Write(Answer answer) => JsonSerializer.Serialize(answer, Default.Answer);

    public static Answer Read(string json) => JsonSerializer.Deserialize(json, Default.Answer)!;
}

public sealed class SourceKindJsonConverter() : JsonStringEnumConverter<SourceKind>(JsonNamingPolicy.SnakeCaseLower);
