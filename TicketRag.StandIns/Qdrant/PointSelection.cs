using System.Text.Json;

namespace TicketRag.StandIns.Qdrant;

/// <summary>Which parts of a point an answer shows.</summary>
/// <param name="Payload">Which fields; null: no payload at all.</param>
/// <param name="Vectors">Which vectors; null: none at all.</param>
internal sealed record PointSelection(Func<string, bool>? Payload, Func<string, bool>? Vectors)
{
    public static PointSelection Read(JsonElement? payload, JsonElement? vector, bool payloadByDefault) => new(
        payload is { } fields ? ReadPayload(fields) : payloadByDefault ? _ => true : null,
        vector switch
        {
            null => null,
            { ValueKind: JsonValueKind.Array } names => Among(names),
            { } flag => Strict.Flag(flag) ? _ => true : null,
        });

    private static Func<string, bool>? ReadPayload(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.True or JsonValueKind.False:
                return element.GetBoolean() ? _ => true : null;
            case JsonValueKind.Array:
                return Among(element);
            case JsonValueKind.Object when element.TryGetProperty("include", out _):
                return Among(StrictObject.Of(element, "struct PayloadSelectorInclude", "include").Required("include"));
            case JsonValueKind.Object when element.TryGetProperty("exclude", out _):
                var excluded = Among(StrictObject.Of(element, "struct PayloadSelectorExclude", "exclude").Required("exclude"));
                return field => !excluded(field);
            default:
                throw Refusal.Format("data did not match any variant of untagged enum WithPayloadInterface");
        }
    }

    private static Func<string, bool> Among(JsonElement list) => Strict.Items(list).Select(Strict.Text).ToHashSet(StringComparer.Ordinal).Contains;

    /// <summary>Writes the members id, payload and vector into an open object.</summary>
    public void Write(Utf8JsonWriter writer, StoredPoint point)
    {
        writer.WritePropertyName("id");
        point.Id.Write(writer);
        if (Payload is { } shown)
        {
            writer.WriteStartObject("payload");
            foreach (var field in point.Payload.ValueKind == JsonValueKind.Object ? point.Payload.EnumerateObject().Where(field => shown(field.Name)) : [])
            {
                field.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        if (Vectors is { } wanted)
        {
            WriteVectors(writer, point, wanted);
        }
    }

    private static void WriteVectors(Utf8JsonWriter writer, StoredPoint point, Func<string, bool> wanted)
    {
        writer.WriteStartObject("vector");
        foreach (var (name, values) in point.Dense.Where(vector => wanted(vector.Key)))
        {
            WriteNumbers(writer, name, values);
        }

        foreach (var (name, sparse) in point.Sparse.Where(vector => wanted(vector.Key)))
        {
            writer.WriteStartObject(name);
            writer.WriteStartArray("indices");
            foreach (var index in sparse.Indices)
            {
                writer.WriteNumberValue(index);
            }

            writer.WriteEndArray();
            WriteNumbers(writer, "values", sparse.Values);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static void WriteNumbers(Utf8JsonWriter writer, string name, float[] values)
    {
        writer.WriteStartArray(name);
        foreach (var value in values)
        {
            writer.WriteNumberValue(value);
        }

        writer.WriteEndArray();
    }
}
