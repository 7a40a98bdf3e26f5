using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace TicketRag.Api.Rag;

/// <summary>A ticket's id (a string) or number (a number or a string) in a JSON body.</summary>
[JsonConverter(typeof(Converter))]
public sealed record TicketKey(string Value)
{
    internal sealed class Converter : JsonConverter<TicketKey>
    {
        public override TicketKey Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
        {
            JsonTokenType.String => new(reader.GetString()!),
            JsonTokenType.Number when reader.TryGetInt64(out var number) => new(number.ToString(CultureInfo.InvariantCulture)),
            _ => throw new JsonException(),
        };

        public override void Write(Utf8JsonWriter writer, TicketKey value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
    }
}
