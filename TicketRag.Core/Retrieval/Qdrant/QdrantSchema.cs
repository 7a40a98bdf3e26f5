using TicketRag.Core.Retrieval.Qdrant.Wire;

namespace TicketRag.Core.Retrieval.Qdrant;

/// <summary>What a collection looks like. Only settings that Qdrant 1.18 understands as well, but for <c>params.idf</c> in the queries.</summary>
internal static class QdrantSchema
{
    public const string Dense = "dense";
    public const string Bm25 = "bm25";

    public const string OrganizationId = "organization_id";
    public const string DocumentId = "document_id";
    public const string Version = "version";
    public const string SourceKind = "source_kind";
    public const string State = "state";
    public const string Audience = "audience";
    public const string Tags = "tags";
    public const string Product = "product";
    public const string Language = "language";
    public const string UpdatedAt = "updated_at";

    private static readonly IReadOnlyList<CreateFieldIndex> Indexes =
    [
        new(OrganizationId, new("keyword", IsTenant: true)),
        new(DocumentId, new("keyword")),
        new(Audience, new("keyword")),
        new(SourceKind, new("keyword")),
        new(State, new("keyword")),
        new(Tags, new("keyword")),
        new(Product, new("keyword")),
        new(Language, new("keyword")),
        new(UpdatedAt, new("datetime")),
        new(Version, new("integer")),
    ];

    /// <summary>Idempotent and complete: what another process left half made is finished.</summary>
    /// <returns>True when this call made the collection.</returns>
    public static async Task<bool> EnsureAsync(QdrantClient client, string collection, EmbeddingSpace? space, CancellationToken cancellationToken)
    {
        var created = await client.CreateCollectionAsync(collection, Collection(space), cancellationToken);
        foreach (var index in Indexes)
        {
            await client.CreateIndexAsync(collection, index, cancellationToken);
        }

        return created;
    }

    // m 0 with payload_m: a graph for each organization and none across them, as every search is within one.
    private static CreateCollection Collection(EmbeddingSpace? space) => new(
        space is null ? new() : new Dictionary<string, DenseVectorParams> { [Dense] = new(space.Dimensions, "Cosine") },
        new Dictionary<string, SparseVectorParams> { [Bm25] = new("idf") },
        new(M: 0, PayloadM: 16));
}
