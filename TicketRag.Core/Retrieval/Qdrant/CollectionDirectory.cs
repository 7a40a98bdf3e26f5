namespace TicketRag.Core.Retrieval.Qdrant;

/// <summary>
/// What the aliases say at this moment. Several processes change them, so the server is asked each time;
/// only searches take the answer from memory for a moment.
/// </summary>
public sealed class CollectionDirectory(QdrantClient client, CollectionNames names, TimeProvider time, TimeSpan cacheFor)
{
    private volatile Cached? _cached;

    public async Task<CollectionState> ReadAsync(CancellationToken cancellationToken)
    {
        var readAt = time.GetUtcNow();
        var aliases = await client.ListAliasesAsync(cancellationToken);
        var state = new CollectionState(
            aliases.FirstOrDefault(alias => alias.AliasName == names.Live)?.CollectionName,
            aliases.Where(alias => names.IsBuilding(alias.AliasName)).Select(alias => alias.CollectionName).ToHashSet(StringComparer.Ordinal));
        _cached = new(state, readAt);
        return state;
    }

    public Task<CollectionState> ReadCachedAsync(CancellationToken cancellationToken) =>
        _cached is { State.IsComplete: true } cached && time.GetUtcNow() - cached.ReadAt < cacheFor
            ? Task.FromResult(cached.State)
            : ReadAsync(cancellationToken);

    public void Forget() => _cached = null;

    private sealed record Cached(CollectionState State, DateTimeOffset ReadAt);
}

/// <param name="Live">The collection that is searched; null before the first one.</param>
/// <param name="Building">Collections that still lack chunks; the live one may be among them.</param>
public sealed record CollectionState(string? Live, IReadOnlySet<string> Building)
{
    /// <summary>Whether what is live has all chunks, and not only those that were written since the server was empty.</summary>
    public bool IsComplete => Live is not null && !Building.Contains(Live);

    /// <summary>Where a change has to go.</summary>
    public IEnumerable<string> Writable => Live is null ? Building : Building.Append(Live).Distinct();
}
