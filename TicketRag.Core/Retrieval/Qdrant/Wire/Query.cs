using System.Text.Json;
using System.Text.Json.Serialization;

namespace TicketRag.Core.Retrieval.Qdrant.Wire;

public sealed record QueryBatch(IReadOnlyList<QueryRequest> Searches);

/// <summary>A search. With <paramref name="Prefetch"/>, its query fuses what those found; a filter here holds in each of them too.</summary>
/// <param name="WithPayload">Fields to return.</param>
public sealed record QueryRequest(
    Query Query,
    int Limit,
    Filter Filter,
    string? Using = null,
    SearchParams? Params = null,
    IReadOnlyList<Prefetch>? Prefetch = null,
    IReadOnlyList<string>? WithPayload = null);

public sealed record Prefetch(Query Query, string Using, int Limit, SearchParams? Params = null);

public sealed record SearchParams(IdfParams? Idf = null);

/// <param name="Corpus">Document frequencies are counted among these points only.</param>
public sealed record IdfParams(Filter Corpus);

/// <param name="K">The server's default is 2.</param>
/// <param name="Weights">One for each prefetch.</param>
public sealed record Rrf(int K, IReadOnlyList<float> Weights);

/// <summary>Nearest to a dense vector, nearest to a sparse one, or the fusion of the prefetches: the wire tells them apart by shape.</summary>
[JsonConverter(typeof(QueryJsonConverter))]
public abstract record Query
{
    public sealed record Dense(ReadOnlyMemory<float> Vector) : Query;

    public sealed record Sparse(SparseVector Vector) : Query;

    public sealed record Fusion(Rrf Rrf) : Query;
}

public sealed class QueryJsonConverter : JsonConverter<Query>
{
    public override Query Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("Queries are only written.");

    public override void Write(Utf8JsonWriter writer, Query value, JsonSerializerOptions options)
    {
        switch (value)
        {
            case Query.Dense dense:
                JsonSerializer.Serialize(writer, dense.Vector, QdrantJson.Default.ReadOnlyMemorySingle);
                break;
            case Query.Sparse sparse:
                JsonSerializer.Serialize(writer, sparse.Vector, QdrantJson.Default.SparseVector);
                break;
            case Query.Fusion fusion:
                writer.WriteStartObject();
                writer.WritePropertyName("rrf");
                JsonSerializer.Serialize(writer, fusion.Rrf, QdrantJson.Default.Rrf);
                writer.WriteEndObject();
                break;
            default:
                throw new NotSupportedException(value.GetType().Name);
        }
    }
}

public sealed record QueryResult(IReadOnlyList<ScoredPoint> Points);

public sealed record ScoredPoint(Guid Id, double Score, FoundPayload? Payload);

public sealed record FoundPayload(Guid? DocumentId);
