using System.Text.Json;

namespace TicketRag.StandIns.Qdrant;

/// <param name="Dense">Dimensions by vector name; the empty name is the unnamed vector.</param>
/// <param name="Sparse">Whether the idf modifier is on, by vector name.</param>
/// <param name="Json">As it was asked for.</param>
internal sealed record CollectionSettings(
    IReadOnlyDictionary<string, DenseSettings> Dense,
    IReadOnlyDictionary<string, bool> Sparse,
    JsonElement Json)
{
    public static CollectionSettings Read(JsonElement element)
    {
        var fields = StrictObject.Of(
            element, "struct CreateCollection", "vectors", "shard_number", "sharding_method", "replication_factor", "write_consistency_factor", "on_disk_payload",
            "payload", "hnsw_config", "wal_config", "optimizers_config", "quantization_config", "sparse_vectors", "strict_mode_config", "metadata");
        fields.Unsupported("sharding_method", "payload", "wal_config", "optimizers_config", "quantization_config", "strict_mode_config");
        foreach (var count in (string[])["shard_number", "replication_factor", "write_consistency_factor"])
        {
            _ = fields.Optional(count) is { } number ? Strict.Unsigned(number, count, 1) : 0;
        }

        _ = fields.Optional("on_disk_payload") is { } onDisk && Strict.Flag(onDisk);
        CheckGraph(fields.Optional("hnsw_config"), "hnsw_config");
        return new(
            fields.Optional("vectors") is { } vectors ? ReadDense(vectors) : new Dictionary<string, DenseSettings>(),
            fields.Optional("sparse_vectors") is { } sparse ? ReadSparse(sparse) : new Dictionary<string, bool>(),
            element.Clone());
    }

    private static Dictionary<string, DenseSettings> ReadDense(JsonElement vectors)
    {
        if (vectors.ValueKind != JsonValueKind.Object)
        {
            throw Refusal.Format("data did not match any variant of untagged enum VectorsConfig");
        }

        return vectors.TryGetProperty("size", out var size) && size.ValueKind != JsonValueKind.Object
            ? new() { [""] = DenseSettings.Read(vectors, "vectors") }
            : vectors.EnumerateObject().ToDictionary(vector => vector.Name, vector => DenseSettings.Read(vector.Value, $"vectors.{vector.Name}"));
    }

    private static Dictionary<string, bool> ReadSparse(JsonElement vectors)
    {
        if (vectors.ValueKind != JsonValueKind.Object)
        {
            throw Refusal.Format($"invalid type: {Strict.Describe(vectors)}, expected a map");
        }

        return vectors.EnumerateObject().ToDictionary(vector => vector.Name, vector =>
        {
            var fields = StrictObject.Of(vector.Value, "struct SparseVectorParams", "index", "modifier");
            if (fields.Optional("index") is { } index)
            {
                StrictObject.Of(index, "struct SparseIndexParams", "full_scan_threshold", "on_disk", "memory", "datatype").Unsupported("datatype");
            }

            return fields.Optional("modifier") is { } modifier && Strict.OneOf(modifier, "none", "idf") == "idf";
        });
    }

    internal static void CheckGraph(JsonElement? element, string field)
    {
        if (element is not { } graph)
        {
            return;
        }

        var fields = StrictObject.Of(
            graph, "struct HnswConfigDiff", "m", "ef_construct", "full_scan_threshold", "max_indexing_threads", "on_disk", "memory", "payload_m", "inline_storage");
        foreach (var (name, least) in ((string, int)[])[("m", 0), ("ef_construct", 4), ("full_scan_threshold", 10), ("max_indexing_threads", 0), ("payload_m", 0)])
        {
            _ = fields.Optional(name) is { } number ? Strict.Unsigned(number, $"{field}.{name}", least) : 0;
        }
    }
}

internal sealed record DenseSettings(int Size, bool IsCosine)
{
    public static DenseSettings Read(JsonElement element, string field)
    {
        var fields = StrictObject.Of(
            element, "struct VectorParams", "size", "distance", "hnsw_config", "quantization_config", "on_disk", "memory", "datatype", "multivector_config");
        fields.Unsupported("quantization_config", "datatype", "multivector_config");
        CollectionSettings.CheckGraph(fields.Optional("hnsw_config"), $"{field}.hnsw_config");
        var distance = Strict.OneOf(fields.Required("distance"), "Cosine", "Euclid", "Dot", "Manhattan");
        return distance is "Cosine" or "Dot"
            ? new(Strict.Unsigned(fields.Required("size"), $"{field}.size", 1), distance == "Cosine")
            : throw Refusal.Unsupported($"distance {distance}");
    }
}
