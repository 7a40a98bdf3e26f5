using System.Text.Json;

namespace TicketRag.Api;

/// <summary>Clients' own JSON objects, which are kept as text.</summary>
internal static class JsonObjects
{
    public static JsonElement? Parse(string? json) => json is null ? null : JsonDocument.Parse(json).RootElement;

    /// <summary>A member that is absent or null, or an object, is fine.</summary>
    public static bool IsObjectOrAbsent(JsonElement? element) =>
        element is not { } given || given.ValueKind is JsonValueKind.Object or JsonValueKind.Null or JsonValueKind.Undefined;

    public static string? TextOf(JsonElement? element) => element is { ValueKind: JsonValueKind.Object } given ? given.GetRawText() : null;
}
