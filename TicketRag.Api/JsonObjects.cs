using System.Text.Json;
using System.Text.Json.Nodes;

namespace TicketRag.Api;

/// <summary>Clients' own JSON objects, which are kept as text.</summary>
internal static class JsonObjects
{
    public static JsonElement? Parse(string? json) => json is null ? null : JsonDocument.Parse(json).RootElement;

    /// <summary>A member that is absent or null, or an object, is fine.</summary>
    public static bool IsObjectOrAbsent(JsonElement? element) => element is not { } given || given.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => true,
        JsonValueKind.Object => IsText(given),
        _ => false,
    };

    // JSON may escape half a character, which is no text that could be kept or sent anywhere.
    private static bool IsText(JsonElement element)
    {
        try
        {
            return element.ValueKind switch
            {
                JsonValueKind.Object => element.EnumerateObject().All(member => member.Name is not null && IsText(member.Value)),
                JsonValueKind.Array => element.EnumerateArray().All(IsText),
                JsonValueKind.String => element.GetString() is not null,
                _ => true,
            };
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>Both together; the own members win.</summary>
    public static JsonElement? Merge(JsonElement? shared, JsonElement? own)
    {
        if (shared is not { ValueKind: JsonValueKind.Object } all)
        {
            return own is { ValueKind: JsonValueKind.Object } ? own : null;
        }

        var merged = JsonObject.Create(all)!;
        if (own is { ValueKind: JsonValueKind.Object } members)
        {
            foreach (var member in members.EnumerateObject())
            {
                merged[member.Name] = JsonNode.Parse(member.Value.GetRawText());
            }
        }

        return JsonDocument.Parse(merged.ToJsonString()).RootElement;
    }

    public static string? TextOf(JsonElement? element) => element is { ValueKind: JsonValueKind.Object } given ? given.GetRawText() : null;
}
