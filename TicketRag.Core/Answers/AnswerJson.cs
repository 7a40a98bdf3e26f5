using System.Text.Json;
using System.Text.Json.Serialization;
using TicketRag.Core.Documents;

namespace TicketRag.Core.Answers;

/// <summary>How answers are kept and written to clients.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    Converters = [typeof(SourceKindJsonConverter), typeof(ReplyStatusJsonConverter)])]
[JsonSerializable(typeof(Answer))]
[JsonSerializable(typeof(Reply))]
[JsonSerializable(typeof(AnswerTrail))]
public sealed partial class AnswerJson : JsonSerializerContext
{
    public static string Write(Answer answer) => JsonSerializer.Serialize(answer, Default.Answer);

    public static string Write(Reply reply) => JsonSerializer.Serialize(reply, Default.Reply);

    public static string Write(AnswerTrail trail) => JsonSerializer.Serialize(trail, Default.AnswerTrail);

    public static Reply ReadReply(string json) => JsonSerializer.Deserialize(json, Default.Reply)!;

    public static AnswerTrail ReadTrail(string json) => JsonSerializer.Deserialize(json, Default.AnswerTrail)!;

    public static Answer Read(string json) => JsonSerializer.Deserialize(json, Default.Answer)!;
}

public sealed class SourceKindJsonConverter() : JsonStringEnumConverter<SourceKind>(JsonNamingPolicy.SnakeCaseLower);

public sealed class ReplyStatusJsonConverter() : JsonStringEnumConverter<ReplyStatus>(JsonNamingPolicy.SnakeCaseLower);
