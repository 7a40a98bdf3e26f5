using TicketRag.Core.Organizations;

namespace TicketRag.Core.Retrieval;

/// <summary>
/// The index that is searched: a projection of the database's chunks and embeddings, which can be rebuilt from it at any time.
/// Every implementation passes the same conformance suite (TicketRag.Tests/Retrieval/VectorStoreConformance).
/// </summary>
/// <exception cref="Connections.DependencyUnavailableException">From every member, when the store cannot be reached.</exception>
public interface IVectorStore
{
    /// <summary>Short name for <c>mode</c> and telemetry: <c>embedded</c>, <c>qdrant</c>.</summary>
    string Name { get; }

    /// <summary>
    /// Makes the store ready for vectors of <paramref name="space"/> (null: the embedder isn't known yet, so lexical only). Idempotent.
    /// </summary>
    /// <returns>True when the store lacks chunks that the database has, so that a projection must be run.</returns>
    Task<bool> PrepareAsync(EmbeddingSpace? space, CancellationToken cancellationToken);

    /// <summary>
    /// Before a projection writes: the points of which of these documents the store has kept from before, exactly so, and lets be found from now on. What it kept and is not
    /// confirmed by the time of <see cref="PublishAsync"/> is gone.
    /// </summary>
    /// <returns>Those documents; the points of the others have to be written.</returns>
    Task<IReadOnlySet<Guid>> ConfirmAsync(OrganizationId organization, IReadOnlyList<DocumentStamp> documents, CancellationToken cancellationToken);

    /// <summary>The projection that <see cref="PrepareAsync"/> asked for is complete: searches now use it.</summary>
    Task PublishAsync(CancellationToken cancellationToken);

    /// <summary>Whether searches see all that the database has; false while a store that began empty is filled.</summary>
    ValueTask<bool> IsCompleteAsync(CancellationToken cancellationToken);

    /// <summary>Adds points, or replaces those with the same chunk id. Searchable when the call returns.</summary>
    Task UpsertAsync(OrganizationId organization, IReadOnlyList<ChunkPoint> points, CancellationToken cancellationToken);

    /// <summary>Removes a document's points; with <paramref name="keepVersion"/>, all but that version's.</summary>
    Task DeleteDocumentAsync(OrganizationId organization, Guid documentId, int? keepVersion, CancellationToken cancellationToken);

    /// <summary>
    /// Hybrid search: both channels, each cut at <see cref="ChunkQuery.ChannelLimit"/>, fused by <see cref="ReciprocalRankFusion"/>.
    /// Filters hold inside the channels, not after them. Best first, ties by chunk id.
    /// </summary>
    Task<IReadOnlyList<ChunkHit>> SearchAsync(OrganizationId organization, ChunkQuery query, CancellationToken cancellationToken);

    /// <summary>
    /// For the question's words that no chunk which it may find has, the terms of those chunks that are spelt most like them, by the misspelt term. Empty where the
    /// store does not know.
    /// </summary>
    Task<IReadOnlyDictionary<string, string>> CorrectionsAsync(OrganizationId organization, ChunkQuery query, CancellationToken cancellationToken);

    /// <summary>How many points the organization has, or of them one document, in all versions.</summary>
    Task<long> CountAsync(OrganizationId organization, Guid? documentId, CancellationToken cancellationToken);

    /// <summary>
    /// The organization's points by chunk id, for comparing with the database. Where the store has several collections, those of the live one.
    /// </summary>
    /// <param name="after">The last of the page before; <see cref="Guid.Empty"/> for the first page.</param>
    Task<IReadOnlyList<PointKey>> ListAsync(OrganizationId organization, Guid after, int limit, CancellationToken cancellationToken);
}

/// <summary>What names a point.</summary>
public sealed record PointKey(Guid ChunkId, Guid DocumentId, int Version);

public static class VectorStoreCounts
{
    /// <summary>How many points the organization has.</summary>
    public static Task<long> CountAsync(this IVectorStore store, OrganizationId organization, CancellationToken cancellationToken) =>
        store.CountAsync(organization, documentId: null, cancellationToken);
}
