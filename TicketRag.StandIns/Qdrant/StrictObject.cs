using System.Text.Json;

namespace TicketRag.StandIns.Qdrant;

/// <summary>A JSON object of which every member is known: unknown, doubled and missing ones are refused as Qdrant words it.</summary>
internal sealed class StrictObject
{
    private readonly JsonElement _element;

    private StrictObject(JsonElement element) => _element = element;

    public static StrictObject Of(JsonElement element, string type, params ReadOnlySpan<string> fields)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw Refusal.Format($"invalid type: {Strict.Describe(element)}, expected {type}");
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var property in element.EnumerateObject())
        {
            if (!fields.Contains(property.Name))
            {
                throw Refusal.Format($"unknown field `{property.Name}`, expected one of {string.Join(", ", fields.ToArray().Select(field => $"`{field}`"))}");
            }

            if (!seen.Add(property.Name))
            {
                throw Refusal.Format($"duplicate field `{property.Name}`");
            }
        }

        return new(element);
    }

    public JsonElement Required(string field) =>
        _element.TryGetProperty(field, out var value) ? value : throw Refusal.Format($"missing field `{field}`");

    /// <returns>Null when it is missing or null.</returns>
    public JsonElement? Optional(string field) =>
        _element.TryGetProperty(field, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>Refuses a field that the stand-in doesn't act on, unless it is absent.</summary>
    public void Unsupported(params ReadOnlySpan<string> fields)
    {
        foreach (var field in fields)
        {
            if (Optional(field) is not null)
            {
                throw Refusal.Unsupported($"field `{field}`");
            }
        }
    }
}
