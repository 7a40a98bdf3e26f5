using System.Text.Json;

namespace TicketRag.Core.Inbound;

/// <summary>Reads members of an event. What is missing or null is null; what is there and of no use says which member it is.</summary>
internal sealed class EventMembers(JsonElement body)
{
    public string? Text(string name) => Value(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } text => text.GetString()!.Replace("\0", "", StringComparison.Ordinal),
        _ => throw Unusable(name, "text"),
    };

    public Guid? Id(string name) => Text(name) is not { Length: > 0 } text ? null : Guid.TryParse(text, out var id) ? id : throw Unusable(name, "UUID");

    /// <summary>A whole number, also one that is written as text.</summary>
    public long? Whole(string name) => Value(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Number } number when number.TryGetInt64(out var whole) => whole,
        { ValueKind: JsonValueKind.String } text when long.TryParse(text.GetString(), out var whole) => whole,
        _ => throw Unusable(name, "whole number"),
    };

    public double? Number(string name) => Value(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Number } number => number.GetDouble(),
        _ => throw Unusable(name, "number"),
    };

    public bool? Flag(string name) => Value(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.True or JsonValueKind.False } flag => flag.GetBoolean(),
        _ => throw Unusable(name, "true or false"),
    };

    private JsonElement? Value(string name) => body.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private static EventRefusedException Unusable(string name, string kind) => new($"{name} is no {kind}");
}

/// <summary>An event that can't be dealt with, and why.</summary>
internal sealed class EventRefusedException(string message) : Exception(message);
