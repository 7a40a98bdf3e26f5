using System.Collections.Frozen;
using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using TicketRag.Core.Connections;
using TicketRag.Core.Organizations;
using TicketRag.Core.Retrieval.Qdrant.Wire;

namespace TicketRag.Core.Retrieval.Qdrant;

/// <summary>
/// The index in Qdrant: a collection for each embedding space, an alias that names the live one, and an alias on each that is still being filled.
/// Any number of processes work on it at once: what is live and what is building is read from the server, never remembered.
/// </summary>
public sealed partial class QdrantVectorStore(
    QdrantClient client,
    ITextAnalyzer analyzer,
    IOptions<QdrantOptions> options,
    IOptions<RetrievalOptions> retrieval,
    TimeProvider time,
    ILogger<QdrantVectorStore> logger) : IVectorStore
{
    private readonly CollectionNames _names = new(options.Value.CollectionPrefix);
    private readonly SparseEncoder _sparse = new(analyzer, options.Value.AverageTerms, retrieval.Value.Bm25);
    private readonly PointEncoder _points = new(new(analyzer, options.Value.AverageTerms, retrieval.Value.Bm25), options.Value.BatchPoints);
    private readonly CollectionDirectory _directory =
        new(client, new(options.Value.CollectionPrefix), time, options.Value.LiveCollectionCache);

    // Which space this process embeds in. Until it is prepared, vectors are left out rather than put beside others.
    private volatile EmbeddingSpace? _space;

    public string Name => "qdrant";

    public async Task<bool> PrepareAsync(EmbeddingSpace? space, CancellationToken cancellationToken)
    {
        _space = space;
        var state = await _directory.ReadAsync(cancellationToken);
        if (space is null && state.Live is { } live)
        {
            return state.Building.Contains(live);
        }

        var collection = _names.Of(space);
        var created = await QdrantSchema.EnsureAsync(client, collection, space, cancellationToken);
        if (created)
        {
            LogCreated(collection);
        }

        if (state.Live == collection && !created)
        {
            return state.Building.Contains(collection);
        }

        List<AliasAction> actions = [AliasAction.Create(CollectionNames.Building(collection), collection)];
        if (state.Live is null || state.Live == collection)
        {
            actions.Add(AliasAction.Create(_names.Live, collection));
        }

        await client.ChangeAliasesAsync(actions, cancellationToken);
        _directory.Forget();
        return true;
    }

    /// <summary>What is asked to be projected begins as an empty collection.</summary>
    public Task<IReadOnlySet<Guid>> ConfirmAsync(OrganizationId organization, IReadOnlyList<DocumentStamp> documents, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlySet<Guid>>(FrozenSet<Guid>.Empty);

    public async Task PublishAsync(CancellationToken cancellationToken)
    {
        var collection = _names.Of(_space);
        var state = await _directory.ReadAsync(cancellationToken);
        if (!state.Building.Contains(collection))
        {
            // Without a space nothing of another one can be complete, and what is live already needs no publishing.
            if (state.Live == collection || _space is null)
            {
                return;
            }

            throw new DependencyUnavailableException(QdrantTransport.Dependency, $"the collection {collection} is not being built: prepare it first.");
        }

        await client.ChangeAliasesAsync(
            [AliasAction.Delete(_names.Live), AliasAction.Create(_names.Live, collection), AliasAction.Delete(CollectionNames.Building(collection))],
            cancellationToken);
        LogPublished(collection, state.Live);
        await DropOthersAsync(collection, state.Live, cancellationToken);
    }

    /// <summary>A collection that is being filled is not searched: the one before is, until the switch.</summary>
    public ValueTask<bool> IsCompleteAsync(CancellationToken cancellationToken) => new(true);

    public Task UpsertAsync(OrganizationId organization, IReadOnlyList<ChunkPoint> points, CancellationToken cancellationToken)
    {
        var space = _space;
        if (space is not null && points.FirstOrDefault(point => point.Vector is { } vector && vector.Length != space.Dimensions) is { } wrong)
        {
            throw new ArgumentException($"Chunk {wrong.ChunkId} has {wrong.Vector!.Value.Length} dimensions, {space.Model} has {space.Dimensions}.", nameof(points));
        }

        var ours = space is null ? null : _names.Of(space);
        return points.Count == 0 ? Task.CompletedTask : OnCurrentCollectionsAsync(async state =>
        {
            if (state is { Live: null, Building.Count: 0 })
            {
                throw NothingPrepared();
            }

            foreach (var collection in state.Writable)
            {
                foreach (var batch in _points.Batches(organization, points, withDense: collection == ours))
                {
                    await client.UpsertAsync(collection, batch, cancellationToken);
                }
            }

            return true;
        }, _directory.ReadAsync, cancellationToken);
    }

    public Task DeleteDocumentAsync(OrganizationId organization, Guid documentId, int? keepVersion, CancellationToken cancellationToken) =>
        OnCurrentCollectionsAsync(async state =>
        {
            foreach (var collection in state.Writable)
            {
                await client.DeleteAsync(collection, QueryEncoder.Of(organization, documentId, keepVersion), cancellationToken);
            }

            return true;
        }, _directory.ReadAsync, cancellationToken);

    public async Task<IReadOnlyList<ChunkHit>> SearchAsync(OrganizationId organization, ChunkQuery query, CancellationToken cancellationToken)
    {
        var found = await OnCurrentCollectionsAsync(Search, _directory.ReadCachedAsync, cancellationToken);

        // Nothing at all may mean that the server was wiped since the aliases were read, and has an empty collection of that name again.
        return found.Count > 0 ? found : await Search(await _directory.ReadAsync(cancellationToken));

        Task<IReadOnlyList<ChunkHit>> Search(CollectionState state) => SearchAsync(state, organization, query, cancellationToken);
    }

    private async Task<IReadOnlyList<ChunkHit>> SearchAsync(
        CollectionState state, OrganizationId organization, ChunkQuery query, CancellationToken cancellationToken)
    {
        var live = state.Live ?? throw NothingPrepared();
        if (!state.IsComplete)
        {
            // What is found elsewhere is worse, but complete.
            throw new DependencyUnavailableException(QdrantTransport.Dependency, "the server was empty and is being filled.");
        }

        var comparable = _space is { } space && live == _names.Of(space);
        var search = new HybridSearch(
            organization,
            query,
            comparable && query is { Vector.Length: > 0, Weights.Dense: > 0 } ? query.Vector : null,
            query is { Text: { } text, Weights.Lexical: > 0 } ? _sparse.Query(text) : null);

        // By the collection's name and not by the alias: the alias may move on to another space while the request is under way.
        return search.FindsNothing ? [] : await search.RunAsync(client, live, cancellationToken);
    }

    public Task<long> CountAsync(OrganizationId organization, Guid? documentId, CancellationToken cancellationToken)
    {
        var filter = documentId is { } document ? QueryEncoder.Of(organization, document, keepVersion: null) : QueryEncoder.Corpus(organization);
        return OnCurrentCollectionsAsync(
            state => client.CountAsync(state.Live ?? throw NothingPrepared(), filter, cancellationToken), _directory.ReadAsync, cancellationToken);
    }

    /// <summary>Its sparse vectors know terms by their hashes only.</summary>
    public Task<IReadOnlyDictionary<string, string>> CorrectionsAsync(OrganizationId organization, ChunkQuery query, CancellationToken cancellationToken) =>
        Task.FromResult(ChunkQuery.NoCorrections);

    public Task<IReadOnlyList<PointKey>> ListAsync(OrganizationId organization, Guid after, int limit, CancellationToken cancellationToken)
    {
        // The server's offset is where the page begins, so the last of the page before comes once more.
        var page = new ScrollPoints(
            QueryEncoder.Corpus(organization), limit + 1, after == Guid.Empty ? null : after, [QdrantSchema.DocumentId, QdrantSchema.Version]);
        return OnCurrentCollectionsAsync<IReadOnlyList<PointKey>>(
            async state =>
            {
                var found = await client.ScrollAsync(state.Live ?? throw NothingPrepared(), page, cancellationToken);
                return
                [
                    .. found.Where(point => point.Id != after).Take(limit)
                        .Select(point => new PointKey(point.Id, point.Payload?.DocumentId ?? Guid.Empty, point.Payload?.Version ?? 0)),
                ];
            },
            _directory.ReadAsync,
            cancellationToken);
    }

    // A collection may be dropped by another process's publication between the look at the aliases and the request.
    private async Task<T> OnCurrentCollectionsAsync<T>(
        Func<CollectionState, Task<T>> act, Func<CancellationToken, Task<CollectionState>> read, CancellationToken cancellationToken)
    {
        try
        {
            return await act(await read(cancellationToken));
        }
        catch (QdrantException gone) when (gone.StatusCode == HttpStatusCode.NotFound)
        {
            return await act(await _directory.ReadAsync(cancellationToken));
        }
    }

    // Also what an earlier change of the model left half built. A publication without a space leaves that alone: it may be the next one.
    private async Task DropOthersAsync(string published, string? previous, CancellationToken cancellationToken)
    {
        if ((await _directory.ReadAsync(cancellationToken)).Live != published)
        {
            return;
        }

        foreach (var other in (await client.ListCollectionsAsync(cancellationToken)).Where(IsObsolete))
        {
            await client.DeleteCollectionAsync(other, cancellationToken);
            LogDropped(other);
        }

        bool IsObsolete(string name) => name != published && (name == previous || (_space is not null && _names.IsOurs(name)));
    }

    private static DependencyUnavailableException NothingPrepared() =>
        new(QdrantTransport.Dependency, "no collection is prepared: the server is new or was wiped, and the database must be projected into it.");

    [LoggerMessage(Level = LogLevel.Information, Message = "Created the Qdrant collection {Collection}")]
    private partial void LogCreated(string collection);

    [LoggerMessage(Level = LogLevel.Information, Message = "Searches now use the Qdrant collection {Collection}; before: {Previous}")]
    private partial void LogPublished(string collection, string? previous);

    [LoggerMessage(Level = LogLevel.Information, Message = "Dropped the Qdrant collection {Collection}")]
    private partial void LogDropped(string collection);
}
