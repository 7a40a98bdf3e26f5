using System.Text.Json;

namespace TicketRag.StandIns.Qdrant;

/// <summary>Points: write, delete, search, list and count.</summary>
internal static class PointOperations
{
    public static void Upsert(StoredCollection collection, JsonElement body)
    {
        var fields = StrictObject.Of(body, "struct PointsList", "points", "shard_key", "update_filter", "update_mode", "batch");
        fields.Unsupported("shard_key", "update_filter", "update_mode", "batch");
        var points = Strict.Items(fields.Required("points")).Select(collection.ReadPoint).ToList();
        foreach (var point in points)
        {
            collection.Put(point);
        }
    }

    public static void Delete(StoredCollection collection, JsonElement body)
    {
        var fields = StrictObject.Of(body, "struct PointsSelector", "points", "filter", "shard_key");
        fields.Unsupported("shard_key");
        IEnumerable<PointId> ids = (fields.Optional("points"), fields.Optional("filter")) switch
        {
            ({ } list, null) => Strict.Items(list).Select(PointId.Read),
            (null, { } filter) => new SearchRun(collection).Candidates(PointFilter.Read(filter)).Select(point => point.Id),
            _ => throw Refusal.Format("data did not match any variant of untagged enum PointsSelector"),
        };
        foreach (var id in ids.ToList())
        {
            collection.Remove(id);
        }
    }

    public static void Query(StoredCollection collection, JsonElement body, Utf8JsonWriter result)
    {
        var search = Search.ReadRequest(body, "query");
        WriteFound(result, search, new SearchRun(collection).Run(search));
    }

    public static void QueryBatch(StoredCollection collection, JsonElement body, Utf8JsonWriter result)
    {
        var searches = Strict.Items(StrictObject.Of(body, "struct QueryRequestBatch", "searches").Required("searches"))
            .Select((search, index) => Search.ReadRequest(search, $"searches[{index}]"))
            .ToList();
        var run = new SearchRun(collection);
        result.WriteStartArray();
        foreach (var search in searches)
        {
            WriteFound(result, search, run.Run(search));
        }

        result.WriteEndArray();
    }

    private static void WriteFound(Utf8JsonWriter result, Search search, IEnumerable<(StoredPoint Point, float Score)> found)
    {
        result.WriteStartObject();
        result.WriteStartArray("points");
        foreach (var (point, score) in found)
        {
            result.WriteStartObject();
            search.Selection.Write(result, point);
            result.WriteNumber("version", point.Version);
            result.WriteNumber("score", score);
            result.WriteEndObject();
        }

        result.WriteEndArray();
        result.WriteEndObject();
    }

    public static void Scroll(StoredCollection collection, JsonElement body, Utf8JsonWriter result)
    {
        var fields = StrictObject.Of(body, "struct ScrollRequest", "shard_key", "offset", "limit", "filter", "with_payload", "with_vector", "order_by");
        fields.Unsupported("shard_key", "order_by");
        var limit = fields.Optional("limit") is { } most ? Strict.Unsigned(most, "limit", 1) : 10;
        var from = fields.Optional("offset") is { } offset ? PointId.Read(offset) : default(PointId?);
        var filter = fields.Optional("filter") is { } conditions ? PointFilter.Read(conditions) : null;
        var selection = PointSelection.Read(fields.Optional("with_payload"), fields.Optional("with_vector"), payloadByDefault: true);
        var page = new SearchRun(collection).Candidates(filter)
            .Where(point => from is not { } first || point.Id.CompareTo(first) >= 0)
            .OrderBy(point => point.Id)
            .Take(limit + 1)
            .ToList();

        result.WriteStartObject();
        result.WriteStartArray("points");
        foreach (var point in page.Take(limit))
        {
            result.WriteStartObject();
            selection.Write(result, point);
            result.WriteEndObject();
        }

        result.WriteEndArray();
        result.WritePropertyName("next_page_offset");
        if (page.Count > limit)
        {
            page[limit].Id.Write(result);
        }
        else
        {
            result.WriteNullValue();
        }

        result.WriteEndObject();
    }

    public static void Count(StoredCollection collection, JsonElement body, Utf8JsonWriter result)
    {
        var fields = StrictObject.Of(body, "struct CountRequest", "shard_key", "filter", "exact");
        fields.Unsupported("shard_key");
        _ = fields.Optional("exact") is { } exact && Strict.Flag(exact);
        var filter = fields.Optional("filter") is { } conditions ? PointFilter.Read(conditions) : null;
        result.WriteStartObject();
        result.WriteNumber("count", new SearchRun(collection).Candidates(filter).Count());
        result.WriteEndObject();
    }
}
