using System.Globalization;
using System.Text.Json;

namespace TicketRag.StandIns.Qdrant;

/// <summary>A filter as conditions over points, which all hold.</summary>
/// <param name="Text">The filter's JSON: two filters of one text are the same filter.</param>
internal sealed record PointFilter(string Text, IReadOnlyList<PointCondition> Conditions)
{
    private static readonly string[] FilterFields = ["should", "min_should", "must", "must_not"];

    public static PointFilter Read(JsonElement element) => new(element.GetRawText(), Parts(element));

    /// <summary>Both hold: the server merges a search's filter into its prefetches.</summary>
    public static PointFilter? Both(PointFilter? first, PointFilter? second) => (first, second) switch
    {
        (null, _) => second,
        (_, null) => first,
        _ => new($"{first.Text}&{second.Text}", [.. first.Conditions, .. second.Conditions]),
    };

    private static PointCondition Filter(JsonElement element)
    {
        var parts = Parts(element);
        return new(point => parts.TrueForAll(part => part.Holds(point)));
    }

    private static List<PointCondition> Parts(JsonElement element)
    {
        var fields = StrictObject.Of(element, "struct Filter", FilterFields);
        var parts = Items("must").Select(Condition).ToList();
        parts.AddRange(Items("must_not").Select(item => Condition(item).Not()));
        if (Items("should").Select(Condition).ToArray() is { Length: > 0 } should)
        {
            parts.Add(new(point => Array.Exists(should, condition => condition.Holds(point))));
        }

        if (fields.Optional("min_should") is { } atLeast)
        {
            parts.Add(MinShould(atLeast));
        }

        return parts;

        IEnumerable<JsonElement> Items(string field) => fields.Optional(field) is { } list ? Strict.OneOrMany(list) : [];
    }

    private static PointCondition MinShould(JsonElement element)
    {
        var fields = StrictObject.Of(element, "struct MinShould", "conditions", "min_count");
        var conditions = Strict.Items(fields.Required("conditions")).Select(Condition).ToArray();
        var count = Strict.Unsigned(fields.Required("min_count"), "min_should.min_count", 1);
        return new(point => conditions.Count(condition => condition.Holds(point)) >= count);
    }

    private static PointCondition Condition(JsonElement element)
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
            ["is_empty"] => Key(element.GetProperty("is_empty"), IsEmpty),
            ["is_null"] => Key(element.GetProperty("is_null"), IsNull),
            ["nested"] or ["has_vector"] or ["slice"] => throw Refusal.Unsupported($"condition `{names[0]}`"),
            _ when names.Length > 0 && names.All(FilterFields.Contains) => Filter(element),
            _ => throw NoVariant("Condition"),
        };
    }

    private static PointCondition HasId(JsonElement ids)
    {
        var wanted = Strict.Items(ids).Select(PointId.Read).ToHashSet();
        return new(point => wanted.Contains(point.Id));
    }

    private static PointCondition Key(JsonElement element, Func<StoredPoint, string, bool> holds)
    {
        var key = Strict.Text(StrictObject.Of(element, "struct PayloadField", "key").Required("key"));
        return new(point => holds(point, key));
    }

    private static bool IsEmpty(StoredPoint point, string key) => !point.Fields.TryGetValue(key, out var values) || Array.TrueForAll(values, value => value is null);

    private static bool IsNull(StoredPoint point, string key) => point.Fields.TryGetValue(key, out var values) && Array.Exists(values, value => value is null);

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
            var wanted = Strict.Flag(empty);
            conditions.Add(new(point => IsEmpty(point, key) == wanted));
        }

        if (fields.Optional("is_null") is { } isNull)
        {
            var wanted = Strict.Flag(isNull);
            conditions.Add(new(point => IsNull(point, key) == wanted));
        }

        return conditions switch
        {
            [] => throw Refusal.Validation("filter", "At least one field condition must be specified"),
            [var only] => only,
            _ => new(point => conditions.TrueForAll(condition => condition.Holds(point))),
        };
    }

    private static PointCondition HasValue(string key, Func<object?, bool> isWanted) =>
        new(point => point.Fields.TryGetValue(key, out var values) && Array.Exists(values, value => isWanted(value)));

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
                return OneOf([Scalar(match.Value)]);
            case "any":
                return OneOf(Variants(match.Value));
            case "except":
                var except = Variants(match.Value);
                return HasValue(key, value => value is not null && !except.Contains(value));
            case "text" or "text_any" or "phrase" or "prefix":
                throw Refusal.Unsupported($"match `{match.Name}`");
            default:
                throw NoVariant("MatchInterface");
        }

        PointCondition OneOf(HashSet<object> wanted) => HasValue(key, value => value is not null && wanted.Contains(value)) with { Match = new(key, wanted) };
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
