namespace TicketRag.StandIns.Qdrant;

/// <summary>One condition of a filter.</summary>
/// <param name="Holds">For a single point.</param>
/// <param name="Match">What it says in other words, where it asks no more than whether a field has one of some values.</param>
internal sealed record PointCondition(Func<StoredPoint, bool> Holds, FieldMatch? Match = null)
{
    public PointCondition Not() => new(point => !Holds(point), Match is null ? null : Match with { IsNegated = !Match.IsNegated });
}

/// <summary>Whether a field has one of the values, or has none of them.</summary>
internal sealed record FieldMatch(string Field, IReadOnlyCollection<object> Values)
{
    public bool IsNegated { get; init; }
}
