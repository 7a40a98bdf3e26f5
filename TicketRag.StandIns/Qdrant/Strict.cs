using System.Text.Json;

namespace TicketRag.StandIns.Qdrant;

/// <summary>JSON values of exactly one type.</summary>
internal static class Strict
{
    public static string Describe(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Null => "null",
        JsonValueKind.True or JsonValueKind.False => $"boolean `{element.GetRawText()}`",
        JsonValueKind.Number => element.TryGetInt64(out var whole) ? $"integer `{whole}`" : $"floating point `{element.GetRawText()}`",
        JsonValueKind.String => $"string \"{element.GetString()}\"",
        JsonValueKind.Array => "sequence",
        _ => "map",
    };

    public static string Text(JsonElement element) =>
        element.ValueKind == JsonValueKind.String ? element.GetString()! : throw Wrong(element, "a string");

    public static bool Flag(JsonElement element) =>
        element.ValueKind is JsonValueKind.True or JsonValueKind.False ? element.GetBoolean() : throw Wrong(element, "a boolean");

    public static float Number(JsonElement element) =>
        element.ValueKind == JsonValueKind.Number && element.TryGetSingle(out var number) && float.IsFinite(number) ? number : throw Wrong(element, "f32");

    public static long Integer(JsonElement element) =>
        element.ValueKind == JsonValueKind.Number && element.TryGetInt64(out var number) ? number : throw Wrong(element, "i64");

    public static int Unsigned(JsonElement element, string field, int min = 0)
    {
        if (element.ValueKind != JsonValueKind.Number || !element.TryGetInt32(out var number) || number < 0)
        {
            throw Wrong(element, "usize");
        }

        return number >= min ? number : throw Refusal.Validation(field, $"value {number} invalid, must be {min} or larger");
    }

    public static uint Dimension(JsonElement element) =>
        element.ValueKind == JsonValueKind.Number && element.TryGetUInt32(out var number) ? number : throw Wrong(element, "u32");

    public static IEnumerable<JsonElement> Items(JsonElement element) =>
        element.ValueKind == JsonValueKind.Array ? element.EnumerateArray() : throw Wrong(element, "a sequence");

    /// <summary>Fields that take one of something or a list of it.</summary>
    public static IEnumerable<JsonElement> OneOrMany(JsonElement element) =>
        element.ValueKind == JsonValueKind.Array ? element.EnumerateArray() : [element];

    public static float[] Numbers(JsonElement element)
    {
        var numbers = new float[element.ValueKind == JsonValueKind.Array ? element.GetArrayLength() : throw Wrong(element, "a sequence")];
        var index = 0;
        foreach (var item in element.EnumerateArray())
        {
            numbers[index++] = Number(item);
        }

        return numbers;
    }

    public static string OneOf(JsonElement element, params ReadOnlySpan<string> variants)
    {
        var text = Text(element);
        return variants.Contains(text)
            ? text
            : throw Refusal.Format($"unknown variant `{text}`, expected one of {string.Join(", ", variants.ToArray().Select(variant => $"`{variant}`"))}");
    }

    private static Refusal Wrong(JsonElement element, string expected) => Refusal.Format($"invalid type: {Describe(element)}, expected {expected}");
}
