using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace TicketRag.StandIns.Ollama;

/// <summary>A JSON body read as Go's decoder does it: unknown fields are ignored, a field of the wrong type refuses the request.</summary>
/// <param name="type">The Go struct's name, which its errors mention.</param>
internal sealed class RequestFields(JsonElement body, string type)
{
    private const string Item = "body";

    public static RequestFields Of(HttpContext context, string type)
    {
        var body = (JsonElement)context.Items[Item]!;
        return body.ValueKind is JsonValueKind.Object
            ? new(body, type)
            : throw OllamaRefusedException.BadRequest($"json: cannot unmarshal {GoKind(body)} into Go value of type api.{type}");
    }

    public static async Task<JsonElement> ReadAsync(HttpContext context)
    {
        using var buffer = new MemoryStream();
        await context.Request.Body.CopyToAsync(buffer, context.RequestAborted);
        if (buffer.Length == 0)
        {
            throw OllamaRefusedException.BadRequest("missing request body");
        }

        try
        {
            var body = JsonElement.Parse(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
            context.Items[Item] = body;
            return body;
        }
        catch (JsonException invalid)
        {
            throw OllamaRefusedException.BadRequest($"invalid character in request body: {invalid.Message}");
        }
    }

    public string Text(string name) => Field(name, "string", JsonValueKind.String)?.GetString() ?? "";

    public bool? Flag(string name) => Field(name, "bool", JsonValueKind.True, JsonValueKind.False)?.GetBoolean();

    public int? Whole(string name) =>
        Field(name, "int", JsonValueKind.Number) is not { } number ? null
        : number.TryGetInt32(out var value) ? value
        : throw Mismatch(name, $"number {number.GetRawText()}", "int");

    public JsonElement? Map(string name) => Field(name, "map[string]interface {}", JsonValueKind.Object);

    public IReadOnlyList<RequestFields> List(string name, string itemType)
    {
        if (Field(name, $"[]api.{itemType}", JsonValueKind.Array) is not { } list)
        {
            return [];
        }

        var items = list.EnumerateArray().ToList();
        return items.Find(item => item.ValueKind is not JsonValueKind.Object) is { ValueKind: not JsonValueKind.Undefined } wrong
            ? throw Mismatch(name, GoKind(wrong), $"api.{itemType}")
            : [.. items.Select(item => new RequestFields(item, itemType))];
    }

    /// <summary>Of any type; null when absent or null.</summary>
    public JsonElement? Any(string name) => body.TryGetProperty(name, out var value) && value.ValueKind is not JsonValueKind.Null ? value : null;

    /// <summary>A duration: a number of seconds, or text as <c>5m</c>.</summary>
    public void CheckKeepAlive()
    {
        switch (Any("keep_alive"))
        {
            case null or { ValueKind: JsonValueKind.Number }:
                return;
            case { ValueKind: JsonValueKind.String } text when !GoDuration.IsValid(text.GetString()!):
                throw OllamaRefusedException.BadRequest($"time: invalid duration \"{text.GetString()}\"");
            case { ValueKind: JsonValueKind.String }:
                return;
            case { } other:
                throw OllamaRefusedException.BadRequest($"Unsupported type: '{GoKind(other)}'");
        }
    }

    private JsonElement? Field(string name, string goType, params ReadOnlySpan<JsonValueKind> kinds) =>
        Any(name) is not { } value ? null
        : kinds.Contains(value.ValueKind) ? value
        : throw Mismatch(name, GoKind(value), goType);

    private OllamaRefusedException Mismatch(string name, string found, string wanted) =>
        OllamaRefusedException.BadRequest($"json: cannot unmarshal {found} into Go struct field {type}.{name} of type {wanted}");

    private static string GoKind(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True or JsonValueKind.False => "bool",
        var kind => kind.ToString().ToLowerInvariant(),
    };
}
