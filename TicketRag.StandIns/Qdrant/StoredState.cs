namespace TicketRag.StandIns.Qdrant;

/// <summary>Collections and aliases; survives a stop of the server, not of the process.</summary>
internal sealed class StoredState
{
    public SortedDictionary<string, StoredCollection> Collections { get; } = new(StringComparer.Ordinal);

    /// <summary>Alias to collection.</summary>
    public SortedDictionary<string, string> Aliases { get; } = new(StringComparer.Ordinal);

    /// <summary>By its name or by an alias.</summary>
    public StoredCollection Collection(string name) =>
        Collections.GetValueOrDefault(Aliases.GetValueOrDefault(name, name)) ?? throw Refusal.NoCollection(name);
}
