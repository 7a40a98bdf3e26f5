using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using TicketRag.Core.Retrieval.Qdrant.Wire;

namespace TicketRag.Core.Retrieval.Qdrant;

/// <summary>The operations of Qdrant 1.19's REST interface that the vector store needs. Writes return when they are searchable.</summary>
/// <exception cref="Connections.DependencyUnavailableException">From every member: unreachable, too slow, overloaded or broken.</exception>
/// <exception cref="QdrantException">From every member: the request was refused.</exception>
public sealed class QdrantClient(QdrantTransport transport)
{
    private static readonly QdrantJson Json = QdrantJson.Default;

    /// <summary>False while the server starts or recovers shards.</summary>
    public Task<bool> IsReadyAsync(CancellationToken cancellationToken) => transport.ProbeAsync("readyz", cancellationToken);

    public async Task<IReadOnlyList<AliasDescription>> ListAliasesAsync(CancellationToken cancellationToken) =>
        (await transport.SendAsync("list_aliases", null, HttpMethod.Get, "aliases", null, Json.EnvelopeAliasList, cancellationToken)).Aliases;

    /// <summary>All actions become visible together.</summary>
    public Task ChangeAliasesAsync(IReadOnlyList<AliasAction> actions, CancellationToken cancellationToken) =>
        transport.SendAsync(
            "change_aliases", null, HttpMethod.Post, "collections/aliases", Body(new ChangeAliases(actions), Json.ChangeAliases), Json.EnvelopeNullableBoolean, cancellationToken);

    public async Task<IReadOnlyList<string>> ListCollectionsAsync(CancellationToken cancellationToken)
    {
        var list = await transport.SendAsync("list_collections", null, HttpMethod.Get, "collections", null, Json.EnvelopeCollectionList, cancellationToken);
        return [.. list.Collections.Select(collection => collection.Name)];
    }

    /// <returns>False when it existed already, with whatever settings.</returns>
    public async Task<bool> CreateCollectionAsync(string collection, CreateCollection settings, CancellationToken cancellationToken)
    {
        try
        {
            await transport.SendAsync(
                "create_collection", collection, HttpMethod.Put, Path(collection), Body(settings, Json.CreateCollection), Json.EnvelopeNullableBoolean, cancellationToken);
            return true;
        }
        catch (QdrantException refusal) when (refusal.StatusCode == HttpStatusCode.Conflict)
        {
            return false;
        }
    }

    /// <summary>Does nothing when there is no such collection. Its aliases go with it.</summary>
    public Task DeleteCollectionAsync(string collection, CancellationToken cancellationToken) =>
        transport.SendAsync("delete_collection", collection, HttpMethod.Delete, Path(collection), null, Json.EnvelopeNullableBoolean, cancellationToken);

    /// <summary>Idempotent.</summary>
    public Task CreateIndexAsync(string collection, CreateFieldIndex index, CancellationToken cancellationToken) =>
        transport.SendAsync(
            "create_index", collection, HttpMethod.Put, Path(collection, "index?wait=true"), Body(index, Json.CreateFieldIndex), Json.EnvelopeUpdateResult, cancellationToken);

    public Task UpsertAsync(string collection, IReadOnlyList<Point> points, CancellationToken cancellationToken) =>
        transport.SendAsync(
            "upsert", collection, HttpMethod.Put, Path(collection, "points?wait=true"), Body(new UpsertPoints(points), Json.UpsertPoints), Json.EnvelopeUpdateResult, cancellationToken);

    public Task DeleteAsync(string collection, Filter filter, CancellationToken cancellationToken) =>
        transport.SendAsync(
            "delete", collection, HttpMethod.Post, Path(collection, "points/delete?wait=true"), Body(new DeletePoints(filter), Json.DeletePoints), Json.EnvelopeUpdateResult, cancellationToken);

    /// <returns>The points of each search, best first.</returns>
    public async Task<IReadOnlyList<IReadOnlyList<ScoredPoint>>> QueryAsync(string collection, QueryBatch batch, CancellationToken cancellationToken)
    {
        var results = await transport.SendAsync(
            "query", collection, HttpMethod.Post, Path(collection, "points/query/batch"), Body(batch, Json.QueryBatch), Json.EnvelopeIReadOnlyListQueryResult, cancellationToken);
        return [.. results.Select(result => result.Points)];
    }

    public async Task<long> CountAsync(string collection, Filter filter, CancellationToken cancellationToken) =>
        (await transport.SendAsync(
            "count", collection, HttpMethod.Post, Path(collection, "points/count"), Body(new CountPoints(filter), Json.CountPoints), Json.EnvelopeCountResult, cancellationToken)).Count;

    /// <summary>Points in the order of their ids.</summary>
    public async Task<IReadOnlyList<StoredPoint>> ScrollAsync(string collection, ScrollPoints page, CancellationToken cancellationToken) =>
        (await transport.SendAsync(
            "scroll", collection, HttpMethod.Post, Path(collection, "points/scroll"), Body(page, Json.ScrollPoints), Json.EnvelopeScrollResult, cancellationToken)).Points;

    private static string Path(string collection, string? rest = null) =>
        $"collections/{Uri.EscapeDataString(collection)}{(rest is null ? "" : "/" + rest)}";

    private static byte[] Body<T>(T value, JsonTypeInfo<T> type) => JsonSerializer.SerializeToUtf8Bytes(value, type);
}
