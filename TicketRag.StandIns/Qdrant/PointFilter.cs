using System.Globalization;
using System.Text.Json;

namespace TicketRag.StandIns.Qdrant;

/// <summary>A filter as a condition over points.</summary>
/// <param name="Text">The filter's JSON: two filters of one text are the same filter.</param>
internal sealed record PointFilter(string Text, PointCondition Condition)
{
    private static readonly string[] FilterFields = ["should", "min_should", "must", "must_not"];

    public static PointFilter Read(JsonElement element) => new(element.GetRawText(), Filter(element));

    /// <summary>Both hold: the server merges a search's filter into its prefetches.</summary>
    public static PointFilter? Both(PointFilter? first, PointFilter? second) => (first, second) switch
    {
        (null, _) => second,
        (_, null) => first,
        _ => new($"{first.Text}&{second.Text}", new PointCondition.All([first.Condition, second.Condition])),
    };

    private static PointCondition Filter(JsonElement element)
    {
        var fields = StrictObject.Of(element, "struct Filter", FilterFields);
        var parts = Items("must").Select(ReadCondition).ToList();
        parts.AddRange(Items("must_not").Select(item => new PointCondition.Not(ReadCondition(item))));
        if (Items("should").Select(ReadCondition).ToArray() is { Length: > 0 } should)
        {
            parts.Add(new PointCondition.Any(should));
        }

        if (fields.Optional("min_should") is { } atLeast)
        {
            parts.Add(MinShould(atLeast));
        }

        return new PointCondition.All(parts);

        IEnumerable<JsonElement> Items(string field) => fields.Optional(field) is { } list ? Strict.OneOrMany(list) : [];
    }

    private static PointCondition MinShould(JsonElement element)
    {
        var fields = StrictObject.Of(element, "struct MinShould", "conditions", "min_count");
        var conditions = Strict.Items(fields.Required("conditions")).Select(ReadCondition).ToArray();
        var count = Strict.Unsigned(fields.Required("min_count"), "min_should.min_count", 1);
        return new PointCondition.Test(point => conditions.Count(condition => condition.Holds(point)) >= count);
    }

    private static PointCondition ReadCondition(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw NoVariant("Condition");
        }

        var names = element.EnumerateObject().Select(property => property.Name).ToArray();
        return names switch
        {
            _ when names.Contains("key") => Field(element),
            ["has_id"] => HasId(element.GetProperty("has_id")),
            ["is_empty"] => new PointCondition.Empty(Key(element.GetProperty("is_empty"))),
            ["is_null"] => IsNull(Key(element.GetProperty("is_null"))),
            ["nested"] or ["has_vector"] or ["slice"] => throw Refusal.Unsupported($"condition `{names[0]}`"),
            _ when names.Length > 0 && names.All(FilterFields.Contains) => Filter(element),
            _ => throw NoVariant("Condition"),
        };
    }

    private static PointCondition HasId(JsonElement ids)
    {
        var wanted = Strict.Items(ids).Select(PointId.Read).ToHashSet();
        return new PointCondition.Test(point => wanted.Contains(point.Id));
    }

    private static string Key(JsonElement element) => Strict.Text(StrictObject.Of(element, "struct PayloadField", "key").Required("key"));

    private static PointCondition IsNull(string key) => HasValue(key, value => value is null);

    private static PointCondition Is(PointCondition condition, JsonElement wanted) => Strict.Flag(wanted) ? condition : new PointCondition.Not(condition);

    private static PointCondition Field(JsonElement element)
    {
        var fields = StrictObject.Of(
            element, "struct FieldCondition", "key", "match", "range", "geo_bounding_box", "geo_radius", "geo_polygon", "values_count", "is_empty", "is_null");
        fields.Unsupported("geo_bounding_box", "geo_radius", "geo_polygon", "values_count");
        var key = Strict.Text(fields.Required("key"));
        List<PointCondition> conditions = [];
        if (fields.Optional("match") is { } match)
        {
            conditions.Add(Match(key, match));
        }

        if (fields.Optional("range") is { } range)
        {
            var inside = Range(range);
            conditions.Add(HasValue(key, inside));
        }

        if (fields.Optional("is_empty") is { } empty)
        {
            conditions.Add(Is(new PointCondition.Empty(key), empty));
        }

        if (fields.Optional("is_null") is { } isNull)
        {
            conditions.Add(Is(IsNull(key), isNull));
        }

        return conditions switch
        {
            [] => throw Refusal.Validation("filter", "At least one field condition must be specified"),
            [var only] => only,
            _ => new PointCondition.All(conditions),
        };
    }

    private static PointCondition HasValue(string key, Func<object?, bool> isWanted) =>
        new PointCondition.Test(point => point.Fields.TryGetValue(key, out var values) && Array.Exists(values, value => isWanted(value)));

    private static PointCondition Match(string key, JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object || element.EnumerateObject().Count() != 1)
        {
            throw NoVariant("MatchInterface");
        }

        var match = element.EnumerateObject().Single();
        switch (match.Name)
        {
            case "value":
                return new PointCondition.Match(key, new HashSet<object> { Scalar(match.Value) });
            case "any":
                return new PointCondition.Match(key, Variants(match.Value));
            case "except":
                var except = Variants(match.Value);
                return HasValue(key, value => value is not null && !except.Contains(value));
            case "text" or "text_any" or "phrase" or "prefix":
                throw Refusal.Unsupported($"match `{match.Name}`");
            default:
                throw NoVariant("MatchInterface");
        }
    }

    private static object Scalar(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString()!,
        JsonValueKind.True or JsonValueKind.False => element.GetBoolean(),
        JsonValueKind.Number when element.TryGetInt64(out var whole) => whole,
        _ => throw NoVariant("ValueVariants"),
    };

    private static HashSet<object> Variants(JsonElement element)
    {
        var values = Strict.Items(element).Select(Scalar).ToList();
        var isOneType = values.TrueForAll(value => value is string) || values.TrueForAll(value => value is long);
        return isOneType ? [.. values] : throw NoVariant("AnyVariants");
    }

    private static Func<object?, bool> Range(JsonElement element)
    {
        var fields = StrictObject.Of(element, "struct Range", "lt", "gt", "gte", "lte");
        var (lt, gt, gte, lte) = (Bound("lt"), Bound("gt"), Bound("gte"), Bound("lte"));
        return value => Comparable(value) is { } number
            && !(number >= lt) && !(number <= gt) && !(number < gte) && !(number > lte);

        double? Bound(string field) => fields.Optional(field) switch
        {
            null => null,
            { ValueKind: JsonValueKind.Number } number => number.GetDouble(),
            { ValueKind: JsonValueKind.String } text => Comparable(text.GetString()) ?? throw NoVariant("RangeInterface"),
            _ => throw NoVariant("RangeInterface"),
        };
    }

    // Numbers as they are, RFC 3339 instants as microseconds: a range has bounds of one kind only.
    private static double? Comparable(object? value) => value switch
    {
        long whole => whole,
        double number => number,
        string text when DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) => at.UtcTicks / 10d,
        _ => null,
    };

    private static Refusal NoVariant(string type) => Refusal.Format($"data did not match any variant of untagged enum {type}");
}
