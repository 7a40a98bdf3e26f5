using System.Text.Json.Nodes;

namespace TicketRag.Core.Retrieval.Qdrant.Wire;

public sealed record Filter(IReadOnlyList<Condition>? Must = null, IReadOnlyList<Condition>? MustNot = null);

/// <summary>One of: a match or range of <paramref name="Key"/>, an empty field, or a list of which one must hold.</summary>
public sealed record Condition(
    string? Key = null,
    Match? Match = null,
    FieldName? IsEmpty = null,
    IReadOnlyList<Condition>? Should = null,
    InstantRange? Range = null)
{
    public static Condition Equal(string key, string value) => new(key, new(Value: value));

    public static Condition Equal(string key, int value) => new(key, new(Value: value));

    public static Condition OneOf(string key, IEnumerable<string> values) => new(key, new(Any: [.. values.Distinct(StringComparer.Ordinal)]));

    /// <summary>From the one instant on, and before the other.</summary>
    public static Condition Within(string key, DateTimeOffset? from, DateTimeOffset? before) => new(key, Range: new(from, before));

    /// <summary>The field is missing, null or an empty list.</summary>
    public static Condition Empty(string key) => new(IsEmpty: new(key));

    public static Condition Either(params IReadOnlyList<Condition> conditions) => new(Should: conditions);
}

public sealed record Match(JsonNode? Value = null, IReadOnlyList<string>? Any = null);

/// <summary>Instants as RFC 3339.</summary>
public sealed record InstantRange(DateTimeOffset? Gte, DateTimeOffset? Lt);

public sealed record FieldName(string Key);
