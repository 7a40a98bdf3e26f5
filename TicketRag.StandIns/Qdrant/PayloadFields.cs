using System.Text.Json;

namespace TicketRag.StandIns.Qdrant;

/// <summary>A payload as filters see it: under each dotted path the values there, lists flattened.</summary>
internal static class PayloadFields
{
    /// <returns>Strings, longs, doubles, booleans and nulls; an empty list has no values.</returns>
    public static IReadOnlyDictionary<string, object?[]> Read(JsonElement payload)
    {
        var fields = new Dictionary<string, object?[]>(StringComparer.Ordinal);
        if (payload.ValueKind == JsonValueKind.Object)
        {
            Collect(payload, "", fields);
        }

        return fields;
    }

    private static void Collect(JsonElement element, string prefix, Dictionary<string, object?[]> fields)
    {
        foreach (var property in element.EnumerateObject())
        {
            var path = prefix + property.Name;
            if (property.Value.ValueKind == JsonValueKind.Object)
            {
                fields[path] = [property.Value];
                Collect(property.Value, path + ".", fields);
            }
            else
            {
                fields[path] = [.. Strict.OneOrMany(property.Value).Select(Value)];
            }
        }
    }

    private static object? Value(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString(),
        JsonValueKind.Number when element.TryGetInt64(out var whole) => whole,
        JsonValueKind.Number => element.GetDouble(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Null => null,
        _ => element,
    };
}
