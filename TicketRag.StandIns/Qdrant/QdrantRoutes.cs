using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace TicketRag.StandIns.Qdrant;

/// <summary>Method, path and query parameters to operations.</summary>
internal sealed class QdrantRoutes(StoredState state) : IDisposable
{
    private readonly ReaderWriterLockSlim _lock = new();

    /// <summary>Of the points whose ids are UUIDs, by collection.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<Guid>> PointIds()
    {
        _lock.EnterReadLock();
        try
        {
            return state.Collections.ToDictionary(
                named => named.Key, named => (IReadOnlyList<Guid>)[.. named.Value.Points.Where(point => point.Id.Number is null).Select(point => point.Id.Uuid)]);
        }
        finally
        {
            _lock.ExitReadLock();
        }
    }

    /// <returns>False when there is no such route.</returns>
    public bool Handle(string method, string path, IQueryCollection query, Func<JsonElement> body, Utf8JsonWriter result)
    {
        var segments = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var isRead = method == "GET" || segments is ["collections", _, "points", "query" or "scroll" or "count", ..];
        if (isRead)
        {
            _lock.EnterReadLock();
        }
        else
        {
            _lock.EnterWriteLock();
        }

        try
        {
            return Dispatch(method, segments, query, body, result);
        }
        finally
        {
            if (isRead)
            {
                _lock.ExitReadLock();
            }
            else
            {
                _lock.ExitWriteLock();
            }
        }
    }

    private bool Dispatch(string method, string[] segments, IQueryCollection query, Func<JsonElement> body, Utf8JsonWriter result)
    {
        switch (method, segments)
        {
            case ("GET", ["collections"]):
                Allow(query);
                CollectionOperations.List(state, result);
                return true;
            case ("GET", ["aliases"]):
                Allow(query);
                CollectionOperations.ListAliases(state.Aliases, result);
                return true;
            case ("POST", ["collections", "aliases"]):
                Allow(query, "timeout");
                CollectionOperations.ChangeAliases(state, body(), result);
                return true;
            case ("PUT", ["collections", var name]):
                Allow(query, "timeout");
                CollectionOperations.Create(state, name, body(), result);
                return true;
            case ("DELETE", ["collections", var name]):
                Allow(query, "timeout");
                CollectionOperations.Delete(state, name, result);
                return true;
            case ("GET", ["collections", var name]):
                Allow(query);
                CollectionOperations.Describe(state.Collection(name), result);
                return true;
            case ("GET", ["collections", var name, "exists"]):
                Allow(query);
                CollectionOperations.Exists(state, name, result);
                return true;
            case ("GET", ["collections", var name, "aliases"]):
                Allow(query);
                var collection = state.Collection(name).Name;
                CollectionOperations.ListAliases(state.Aliases.Where(alias => alias.Value == collection), result);
                return true;
            case ("PUT", ["collections", var name, "index"]):
                Write(name, query, result, target => CollectionOperations.CreateIndex(target, body()));
                return true;
            case ("DELETE", ["collections", var name, "index", var field]):
                Write(name, query, result, target => target.RemoveIndex(field));
                return true;
            case ("PUT", ["collections", var name, "points"]):
                Write(name, query, result, target => PointOperations.Upsert(target, body()));
                return true;
            case ("POST", ["collections", var name, "points", "delete"]):
                Write(name, query, result, target => PointOperations.Delete(target, body()));
                return true;
            case ("POST", ["collections", var name, "points", "query"]):
                Allow(query, "consistency", "timeout");
                PointOperations.Query(state.Collection(name), body(), result);
                return true;
            case ("POST", ["collections", var name, "points", "query", "batch"]):
                Allow(query, "consistency", "timeout");
                PointOperations.QueryBatch(state.Collection(name), body(), result);
                return true;
            case ("POST", ["collections", var name, "points", "scroll"]):
                Allow(query, "consistency", "timeout");
                PointOperations.Scroll(state.Collection(name), body(), result);
                return true;
            case ("POST", ["collections", var name, "points", "count"]):
                Allow(query, "consistency", "timeout");
                PointOperations.Count(state.Collection(name), body(), result);
                return true;
            default:
                return false;
        }
    }

    private void Write(string name, IQueryCollection query, Utf8JsonWriter result, Action<StoredCollection> act)
    {
        Allow(query, "wait", "ordering", "timeout");
        var collection = state.Collection(name);
        act(collection);
        result.WriteStartObject();
        result.WriteNumber("operation_id", collection.Operations++);
        result.WriteString("status", query["wait"] == "true" ? "completed" : "acknowledged");
        result.WriteEndObject();
    }

    private static void Allow(IQueryCollection query, params ReadOnlySpan<string> names)
    {
        foreach (var (name, values) in query)
        {
            var value = values.ToString();
            var isKnown = names.Contains(name);
            var isRight = name switch
            {
                "wait" => value is "true" or "false",
                "ordering" => value is "weak" or "medium" or "strong",
                "timeout" => uint.TryParse(value, out var seconds) && seconds > 0,
                _ => true,
            };
            if (!isKnown || !isRight)
            {
                throw Refusal.Query(isKnown ? $"invalid value `{value}` of `{name}`" : $"unknown field `{name}`");
            }
        }
    }

    public void Dispose() => _lock.Dispose();
}
