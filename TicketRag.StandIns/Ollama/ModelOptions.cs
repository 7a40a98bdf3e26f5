using System.Text.Json;

namespace TicketRag.StandIns.Ollama;

/// <summary>The <c>options</c> of a request. Unknown ones are ignored; one of the wrong type is, as in the original, a 500.</summary>
internal static class ModelOptions
{
    private static readonly Dictionary<string, (JsonValueKind Kind, string Name)> Known = new()
    {
        ["temperature"] = (JsonValueKind.Number, "float32"),
        ["top_p"] = (JsonValueKind.Number, "float32"),
        ["min_p"] = (JsonValueKind.Number, "float32"),
        ["repeat_penalty"] = (JsonValueKind.Number, "float32"),
        ["top_k"] = (JsonValueKind.Number, "integer"),
        ["seed"] = (JsonValueKind.Number, "integer"),
        ["num_ctx"] = (JsonValueKind.Number, "integer"),
        ["num_predict"] = (JsonValueKind.Number, "integer"),
        ["num_keep"] = (JsonValueKind.Number, "integer"),
        ["stop"] = (JsonValueKind.Array, "array"),
    };

    public static void Check(JsonElement? options)
    {
        if (options is not { } map)
        {
            return;
        }

        foreach (var option in map.EnumerateObject())
        {
            if (Known.TryGetValue(option.Name, out var known) && option.Value.ValueKind is not JsonValueKind.Null && option.Value.ValueKind != known.Kind)
            {
                throw new OllamaRefusedException(500, $"option \"{option.Name}\" must be of type {known.Name}");
            }
        }
    }

    public static int? Whole(JsonElement? options, string name) =>
        options is { } map && map.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.Number ? (int)value.GetDouble() : null;
}
