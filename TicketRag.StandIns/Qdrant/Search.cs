using System.Text.Json;

namespace TicketRag.StandIns.Qdrant;

/// <summary>One stage of a query: the whole of it, or a prefetch.</summary>
/// <param name="Question">The member <c>query</c> as sent; absent when it only merges nothing.</param>
/// <param name="IdfCorpus">Null: the whole collection.</param>
internal sealed record Search(
    IReadOnlyList<Search> Prefetches,
    JsonElement? Question,
    string Using,
    PointFilter? Filter,
    PointFilter? IdfCorpus,
    float? ScoreThreshold,
    int Limit,
    int Offset,
    PointSelection Selection)
{
    private static readonly string[] PrefetchFields = ["prefetch", "query", "using", "filter", "params", "score_threshold", "limit", "lookup_from"];
    private static readonly string[] RequestFields = [.. PrefetchFields, "shard_key", "offset", "with_vector", "with_payload"];

    public static Search ReadRequest(JsonElement element, string field) => Read(element, field, StrictObject.Of(element, "struct QueryRequest", RequestFields));

    private static Search ReadPrefetch(JsonElement element, string field) => Read(element, field, StrictObject.Of(element, "struct Prefetch", PrefetchFields));

    private static Search Read(JsonElement element, string field, StrictObject fields)
    {
        fields.Unsupported("lookup_from", "shard_key");
        return new(
            fields.Optional("prefetch") is { } prefetch ? [.. Strict.OneOrMany(prefetch).Select((one, index) => ReadPrefetch(one, $"{field}.prefetch[{index}]"))] : [],
            fields.Optional("query"),
            fields.Optional("using") is { } vector ? Strict.Text(vector) : "",
            fields.Optional("filter") is { } filter ? PointFilter.Read(filter) : null,
            fields.Optional("params") is { } parameters ? ReadCorpus(parameters, $"{field}.params") : null,
            fields.Optional("score_threshold") is { } threshold ? Strict.Number(threshold) : null,
            fields.Optional("limit") is { } limit ? Strict.Unsigned(limit, $"{field}.limit", 1) : 10,
            fields.Optional("offset") is { } offset ? Strict.Unsigned(offset, $"{field}.offset") : 0,
            PointSelection.Read(fields.Optional("with_payload"), fields.Optional("with_vector"), payloadByDefault: false));
    }

    private static PointFilter? ReadCorpus(JsonElement element, string field)
    {
        var fields = StrictObject.Of(element, "struct SearchParams", "hnsw_ef", "exact", "quantization", "indexed_only", "acorn", "idf");
        fields.Unsupported("quantization", "acorn", "indexed_only");
        _ = fields.Optional("hnsw_ef") is { } ef ? Strict.Unsigned(ef, $"{field}.hnsw_ef", 1) : 0;
        _ = fields.Optional("exact") is { } exact && Strict.Flag(exact);
        switch (fields.Optional("idf"))
        {
            case null:
                return null;
            case { ValueKind: JsonValueKind.String } scope:
                Strict.OneOf(scope, "global");
                return null;
            case { } idf:
                return PointFilter.Read(StrictObject.Of(idf, "struct IdfCorpusParams", "corpus").Required("corpus"));
        }
    }
}
