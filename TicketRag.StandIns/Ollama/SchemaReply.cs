using System.Text.Json;
using System.Text.Json.Nodes;

namespace TicketRag.StandIns.Ollama;

/// <summary>
/// A chat model's reply that keeps to the JSON schema it was given, with ids and quotes from passages: those of the prompt, or others.
/// Properties are filled by what their names say (quote, id, source…) and by their types.
/// </summary>
public static class SchemaReply
{
    private const int MostItems = 3;

    private static readonly string[] QuoteNames = ["quote", "excerpt", "verbatim", "span"];
    private static readonly string[] IdNames = ["id", "source", "citation", "chunk", "passage", "ref"];

    /// <summary>The default: quotes what it finds in the prompt.</summary>
    public static string FromPrompt(OllamaChatRequest request) => Write(request, PromptPassage.FindAll(request.Prompt));

    /// <summary>A model that makes up its evidence.</summary>
    public static string Invented(OllamaChatRequest request) =>
        Write(request, [new("no-such-source", "This sentence stands in no document at all."), new("999999", "Neither does this one, of course.")]);

    public static string Write(OllamaChatRequest request, IReadOnlyList<PromptPassage> passages) => request.Format switch
    {
        null => Prose(request, passages),
        { ValueKind: JsonValueKind.Object } schema => (Value(schema, schema, "", passages) ?? new JsonObject()).ToJsonString(JsonSerializerOptions.Default),
        _ => new JsonObject { ["answer"] = Prose(request, passages) }.ToJsonString(JsonSerializerOptions.Default),
    };

    private static string Prose(OllamaChatRequest request, IReadOnlyList<PromptPassage> passages) =>
        passages.Count > 0
            ? string.Join(" ", passages.Take(MostItems).Select(passage => $"{passage.Quote} [{passage.Id}]"))
            : $"You asked: {PromptPassage.FirstSentence(request.Messages[^1].Content)}";

    private static JsonNode? Value(JsonElement schema, JsonElement root, string name, IReadOnlyList<PromptPassage> passages)
    {
        schema = Resolve(schema, root);
        if (schema.TryGetProperty("const", out var constant))
        {
            return JsonNode.Parse(constant.GetRawText());
        }

        if (schema.TryGetProperty("enum", out var values))
        {
            return JsonNode.Parse(values[0].GetRawText());
        }

        return Type(schema) switch
        {
            "object" => Object(schema, root, passages),
            "array" => Array(schema, root, name, passages),
            "string" => Text(schema, name, passages),
            "integer" or "number" => Number(schema, name, passages),
            "boolean" => JsonValue.Create(true),
            _ => null,
        };
    }

    private static JsonObject Object(JsonElement schema, JsonElement root, IReadOnlyList<PromptPassage> passages)
    {
        var value = new JsonObject();
        if (schema.TryGetProperty("properties", out var properties))
        {
            foreach (var property in properties.EnumerateObject())
            {
                value[property.Name] = Value(property.Value, root, property.Name, passages);
            }
        }

        return value;
    }

    // One item for each passage, and what lies within an item speaks of that passage alone.
    private static JsonArray Array(JsonElement schema, JsonElement root, string name, IReadOnlyList<PromptPassage> passages)
    {
        var least = Whole(schema, "minItems") ?? 0;
        var count = Math.Max(least, Math.Min(passages.Count, Whole(schema, "maxItems") ?? MostItems));
        var items = schema.TryGetProperty("items", out var itemSchema) ? itemSchema : JsonElement.Parse("""{"type":"string"}""");
        return new([.. Enumerable.Range(0, count).Select(i =>
            Value(items, root, name, passages.Count == 0 ? [] : [passages[i % passages.Count]]))]);
    }

    private static JsonValue Text(JsonElement schema, string name, IReadOnlyList<PromptPassage> passages)
    {
        var text = passages.Count == 0 ? "Nothing was found."
            : IsNamed(name, QuoteNames) || !IsNamed(name, IdNames) ? passages[0].Quote
            : passages[0].Id;
        return JsonValue.Create(Whole(schema, "maxLength") is { } longest && longest < text.Length ? text[..longest] : text);
    }

    private static JsonValue Number(JsonElement schema, string name, IReadOnlyList<PromptPassage> passages) =>
        IsNamed(name, IdNames) && passages.Count > 0 && int.TryParse(passages[0].Id.TrimStart('S', 's', '#'), out var id) ? JsonValue.Create(id)
        : schema.TryGetProperty("minimum", out var least) ? JsonValue.Create(least.GetDecimal())
        : JsonValue.Create(1);

    private static JsonElement Resolve(JsonElement schema, JsonElement root)
    {
        while (schema.ValueKind is JsonValueKind.Object)
        {
            if (schema.TryGetProperty("$ref", out var reference))
            {
                schema = reference.GetString()!.TrimStart('#').Split('/', StringSplitOptions.RemoveEmptyEntries)
                    .Aggregate(root, (at, part) => at.GetProperty(part));
            }
            else if (schema.TryGetProperty("anyOf", out var choices) || schema.TryGetProperty("oneOf", out choices))
            {
                schema = choices.EnumerateArray().First(choice => Type(choice) != "null");
            }
            else
            {
                break;
            }
        }

        return schema;
    }

    private static string? Type(JsonElement schema) =>
        schema.ValueKind is not JsonValueKind.Object ? null
        : !schema.TryGetProperty("type", out var type) ? schema.TryGetProperty("properties", out _) ? "object" : null
        : type.ValueKind is JsonValueKind.Array ? type.EnumerateArray().Select(item => item.GetString()).First(item => item != "null")
        : type.GetString();

    private static bool IsNamed(string name, string[] names) =>
        System.Array.Exists(names, part =>
            name.Equals(part, StringComparison.OrdinalIgnoreCase)
            || name.EndsWith(part + "s", StringComparison.OrdinalIgnoreCase)
            || name.EndsWith("_" + part, StringComparison.OrdinalIgnoreCase)
            || name.StartsWith(part + "_", StringComparison.OrdinalIgnoreCase)
            || name.EndsWith(char.ToUpperInvariant(part[0]) + part[1..], StringComparison.Ordinal));

    private static int? Whole(JsonElement schema, string name) => schema.TryGetProperty(name, out var value) ? value.GetInt32() : null;
}
