using System.Text.Json;

namespace TicketRag.Tests.Infrastructure;

/// <summary>OpenAPI 3.0's subset of JSON schema, as far as Qdrant's document uses it.</summary>
internal sealed class OpenApiSchema(JsonElement document)
{
    /// <returns>What is wrong with the value, each with its path.</returns>
    public List<string> Check(JsonElement schema, JsonElement value, string path)
    {
        schema = Resolve(schema);
        if (value.ValueKind == JsonValueKind.Null)
        {
            return IsNullable(schema) ? [] : [$"{path}: null"];
        }

        // A schema that says nothing but nullable is the "or null" of an anyOf.
        if (schema.EnumerateObject().All(member => member.Name is "nullable" or "description" or "default") && schema.TryGetProperty("nullable", out _))
        {
            return [$"{path}: expected null"];
        }

        List<string> problems = [.. CheckEnum(schema, value, path), .. CheckType(schema, value, path)];
        foreach (var keyword in (string[])["anyOf", "oneOf"])
        {
            if (schema.TryGetProperty(keyword, out var branches))
            {
                problems.AddRange(branches.EnumerateArray().Select(branch => Check(branch, value, path)).MinBy(found => found.Count)!);
            }
        }

        if (schema.TryGetProperty("allOf", out var parts))
        {
            problems.AddRange(parts.EnumerateArray().SelectMany(part => Check(part, value, path)));
        }

        return problems;
    }

    private JsonElement Resolve(JsonElement schema)
    {
        while (schema.TryGetProperty("$ref", out var reference))
        {
            schema = reference.GetString()!.TrimStart('#', '/').Split('/').Aggregate(document, (at, name) => at.GetProperty(name));
        }

        return schema;
    }

    private bool IsNullable(JsonElement schema) =>
        (schema.TryGetProperty("nullable", out var nullable) && nullable.GetBoolean())
        || (schema.TryGetProperty("anyOf", out var branches) && branches.EnumerateArray().Any(branch => IsNullable(Resolve(branch))));

    private static IEnumerable<string> CheckEnum(JsonElement schema, JsonElement value, string path) =>
        schema.TryGetProperty("enum", out var allowed) && !allowed.EnumerateArray().Any(one => JsonElement.DeepEquals(one, value))
            ? [$"{path}: {value.GetRawText()} is none of {allowed.GetRawText()}"]
            : [];

    private IEnumerable<string> CheckType(JsonElement schema, JsonElement value, string path)
    {
        var type = schema.TryGetProperty("type", out var declared) ? declared.GetString() : null;
        var fits = type switch
        {
            "object" => value.ValueKind == JsonValueKind.Object,
            "array" => value.ValueKind == JsonValueKind.Array,
            "string" => value.ValueKind == JsonValueKind.String,
            "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            "number" => value.ValueKind == JsonValueKind.Number,
            "integer" => value.ValueKind == JsonValueKind.Number && decimal.TryParse(value.GetRawText(), out var number) && number == decimal.Truncate(number),
            _ => true,
        };
        if (!fits)
        {
            return [$"{path}: {value.ValueKind} where {type} is expected"];
        }

        return type switch
        {
            "object" => CheckObject(schema, value, path),
            "array" => CheckArray(schema, value, path),
            "string" => CheckString(schema, value, path),
            "number" or "integer" => CheckNumber(schema, value, path),
            _ => [],
        };
    }

    private IEnumerable<string> CheckObject(JsonElement schema, JsonElement value, string path)
    {
        var properties = schema.TryGetProperty("properties", out var declared) ? declared : default;
        var isOpen = properties.ValueKind == JsonValueKind.Undefined;
        var additional = schema.TryGetProperty("additionalProperties", out var rest) ? rest : default;
        foreach (var member in value.EnumerateObject())
        {
            if (!isOpen && properties.TryGetProperty(member.Name, out var known))
            {
                foreach (var problem in Check(known, member.Value, $"{path}.{member.Name}"))
                {
                    yield return problem;
                }
            }
            else if (additional.ValueKind == JsonValueKind.Object)
            {
                foreach (var problem in Check(additional, member.Value, $"{path}.{member.Name}"))
                {
                    yield return problem;
                }
            }
            else if (additional.ValueKind == JsonValueKind.False || (!isOpen && additional.ValueKind != JsonValueKind.True))
            {
                yield return $"{path}: unknown member '{member.Name}'";
            }
        }

        foreach (var name in schema.TryGetProperty("required", out var required) ? required.EnumerateArray() : default)
        {
            if (!value.TryGetProperty(name.GetString()!, out _))
            {
                yield return $"{path}: missing member '{name.GetString()}'";
            }
        }
    }

    private IEnumerable<string> CheckArray(JsonElement schema, JsonElement value, string path)
    {
        if (schema.TryGetProperty("minItems", out var least) && value.GetArrayLength() < least.GetInt32())
        {
            yield return $"{path}: fewer than {least} items";
        }

        if (schema.TryGetProperty("uniqueItems", out var unique) && unique.GetBoolean()
            && value.EnumerateArray().DistinctBy(item => item.GetRawText()).Count() != value.GetArrayLength())
        {
            yield return $"{path}: an item twice";
        }

        if (schema.TryGetProperty("items", out var items))
        {
            foreach (var problem in value.EnumerateArray().SelectMany((item, index) => Check(items, item, $"{path}[{index}]")))
            {
                yield return problem;
            }
        }
    }

    private static IEnumerable<string> CheckString(JsonElement schema, JsonElement value, string path)
    {
        var text = value.GetString()!;
        if (schema.TryGetProperty("minLength", out var least) && text.Length < least.GetInt32())
        {
            yield return $"{path}: shorter than {least}";
        }

        if (Format(schema) == "uuid" && !Guid.TryParse(text, out _))
        {
            yield return $"{path}: '{text}' is no uuid";
        }
    }

    private static IEnumerable<string> CheckNumber(JsonElement schema, JsonElement value, string path)
    {
        var number = value.GetDouble();
        var (least, most) = Format(schema) switch
        {
            "uint" or "uint64" => (0, ulong.MaxValue),
            "uint32" => (0, uint.MaxValue),
            "uint8" => (0, byte.MaxValue),
            "int32" => (int.MinValue, int.MaxValue),
            "int64" => (long.MinValue, long.MaxValue),
            "float" => (float.MinValue, float.MaxValue),
            _ => (double.MinValue, double.MaxValue),
        };
        least = schema.TryGetProperty("minimum", out var minimum) ? Math.Max(least, minimum.GetDouble()) : least;
        most = schema.TryGetProperty("maximum", out var maximum) ? Math.Min(most, maximum.GetDouble()) : most;
        if (number < least || number > most)
        {
            yield return $"{path}: {value.GetRawText()} is not within {least}..{most}";
        }
    }

    private static string? Format(JsonElement schema) => schema.TryGetProperty("format", out var format) ? format.GetString() : null;
}
