using System.Text.Json;
using System.Text.Json.Serialization;
using TicketRag.Core.Documents;
using TicketRag.Core.Persistence;
using TicketRag.Core.Tickets;

namespace TicketRag.Api;

/// <summary>snake_case on every route, UTC with Z, unknown members refused.</summary>
internal static class JsonSettings
{
    /// <summary>Says so in the message of the exception.</summary>
    public const string NulCharacter = "The text holds a NUL character (U+0000). Remove it.";

    public static IServiceCollection AddJson(this IServiceCollection services) => services.ConfigureHttpJsonOptions(options =>
    {
        Apply(options.SerializerOptions);
        options.SerializerOptions.TypeInfoResolverChain.Insert(0, RequestJson.Default);
    });

    public static void Apply(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        options.DictionaryKeyPolicy = JsonNamingPolicy.SnakeCaseLower;
        options.PropertyNameCaseInsensitive = false;
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.AllowDuplicateProperties = false;
        options.RespectNullableAnnotations = true;
        options.RespectRequiredConstructorParameters = true;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.Converters.Add(new TextConverter());
        options.Converters.Add(new UtcConverter());
        options.Converters.Add(new TicketStatusJsonConverter());
        options.Converters.Add(new SnakeCaseEnumJsonConverter<TicketPriority>());
        options.Converters.Add(new SnakeCaseEnumJsonConverter<SourceKind>());
        options.Converters.Add(new SnakeCaseEnumJsonConverter<Core.Answers.SolutionStatus>());
        options.Converters.Add(new SnakeCaseEnumJsonConverter<Core.Answers.ReplyStatus>());
        options.Converters.Add(new SnakeCaseEnumJsonConverter<Core.Organizations.Role>());
        options.Converters.Add(new SnakeCaseEnumJsonConverter<Core.Jobs.JobState>());
        options.Converters.Add(new SnakeCaseEnumJsonConverter<Core.Webhooks.WebhookDeliveryStatus>());
        options.Converters.Add(new AudienceJsonConverter());
    }

    /// <summary>Text without NUL characters, which databases don't store alike.</summary>
    private sealed class TextConverter : JsonConverter<string>
    {
        public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType != JsonTokenType.String ? throw new JsonException()
            : reader.GetString() is { } text && text.Contains('\0', StringComparison.Ordinal) ? throw new JsonException(NulCharacter)
            : reader.GetString();

        public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
    }

    private sealed class UtcConverter : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDateTimeOffset();

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) => writer.WriteStringValue(value.UtcDateTime);
    }

    private sealed class TicketStatusJsonConverter : JsonConverter<TicketStatus>
    {
        public override TicketStatus Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && TicketStatusNames.TryParse(reader.GetString(), out var status) ? status : throw new JsonException();

        public override void Write(Utf8JsonWriter writer, TicketStatus value, JsonSerializerOptions options) => writer.WriteStringValue(value.Name());
    }

    private sealed class SnakeCaseEnumJsonConverter<T> : JsonConverter<T>
        where T : struct, Enum
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && SnakeCaseName.TryParse<T>(reader.GetString(), out var value) ? value : throw new JsonException();

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(SnakeCaseName.Of(value));
    }

    private sealed class AudienceJsonConverter : JsonConverter<Core.Organizations.Audience>
    {
        public override Core.Organizations.Audience Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && Core.Organizations.Audience.TryParse(reader.GetString(), out var audience) ? audience : throw new JsonException();

        public override void Write(Utf8JsonWriter writer, Core.Organizations.Audience value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
    }
}
