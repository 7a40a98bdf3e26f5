using TicketRag.Core.Documents.Reindexing;
using TicketRag.Core.Organizations;

namespace TicketRag.Core.Retrieval;

/// <summary>The store of the scope's organization, by its embedding model.</summary>
public sealed class OrganizationVectorStore(IVectorStores stores, OrganizationModel model) : IVectorStore
{
    public string Name => stores.Of(model: null).Name;

    public async Task<bool> PrepareAsync(EmbeddingSpace? space, CancellationToken cancellationToken) =>
        await (await StoreAsync(cancellationToken)).PrepareAsync(space, cancellationToken);

    public async Task<IReadOnlySet<Guid>> ConfirmAsync(OrganizationId organization, IReadOnlyList<DocumentStamp> documents, CancellationToken cancellationToken) =>
        await (await StoreAsync(cancellationToken)).ConfirmAsync(organization, documents, cancellationToken);

    public async Task PublishAsync(CancellationToken cancellationToken) => await (await StoreAsync(cancellationToken)).PublishAsync(cancellationToken);

    public async ValueTask<bool> IsCompleteAsync(CancellationToken cancellationToken) => await (await StoreAsync(cancellationToken)).IsCompleteAsync(cancellationToken);

    public async Task UpsertAsync(OrganizationId organization, IReadOnlyList<ChunkPoint> points, CancellationToken cancellationToken) =>
        await (await StoreAsync(cancellationToken)).UpsertAsync(organization, points, cancellationToken);

    public async Task DeleteDocumentAsync(OrganizationId organization, Guid documentId, int? keepVersion, CancellationToken cancellationToken) =>
        await (await StoreAsync(cancellationToken)).DeleteDocumentAsync(organization, documentId, keepVersion, cancellationToken);

    public async Task<IReadOnlyList<ChunkHit>> SearchAsync(OrganizationId organization, ChunkQuery query, CancellationToken cancellationToken) =>
        await (await StoreAsync(cancellationToken)).SearchAsync(organization, query, cancellationToken);

    public async Task<IReadOnlyDictionary<string, string>> CorrectionsAsync(OrganizationId organization, ChunkQuery query, CancellationToken cancellationToken) =>
        await (await StoreAsync(cancellationToken)).CorrectionsAsync(organization, query, cancellationToken);

    public async Task<long> CountAsync(OrganizationId organization, Guid? documentId, CancellationToken cancellationToken) =>
        await (await StoreAsync(cancellationToken)).CountAsync(organization, documentId, cancellationToken);

    public async Task<IReadOnlyList<PointKey>> ListAsync(OrganizationId organization, Guid after, int limit, CancellationToken cancellationToken) =>
        await (await StoreAsync(cancellationToken)).ListAsync(organization, after, limit, cancellationToken);

    private async ValueTask<IVectorStore> StoreAsync(CancellationToken cancellationToken) => stores.Of(await model.NameAsync(cancellationToken));
}
