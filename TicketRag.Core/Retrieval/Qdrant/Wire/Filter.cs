using System.Text.Json.Nodes;

namespace TicketRag.Core.Retrieval.Qdrant.Wire;

public sealed record Filter(IReadOnlyList<Condition>? Must = null, IReadOnlyList<Condition>? MustNot = null);

/// <summary>One of: a match of <paramref name="Key"/>, an empty field, or a list of which one must hold.</summary>
public sealed record Condition(
    string? Key = null,
    Match? Match = null,
    FieldName? IsEmpty = null,
    IReadOnlyList<Condition>? Should = null)
{
    public static Condition Equal(string key, string value) => new(key, new(Value: value));

    public static Condition Equal(string key, int value) => new(key, new(Value: value));

    public static Condition OneOf(string key, IEnumerable<string> values) => new(key, new(Any: [.. values.Distinct(StringComparer.Ordinal)]));

    /// <summary>The field is missing, null or an empty list.</summary>
    public static Condition Empty(string key) => new(IsEmpty: new(key));

    public static Condition Either(params IReadOnlyList<Condition> conditions) => new(Should: conditions);
}

public sealed record Match(JsonNode? Value = null, IReadOnlyList<string>? Any = null);

public sealed record FieldName(string Key);
