namespace TicketRag.StandIns.Qdrant;

/// <summary>One condition of a filter.</summary>
/// <param name="Text">Its JSON, where many requests may ask for the same; null where that is hardly so.</param>
internal sealed record PointCondition(string? Text, Func<StoredPoint, bool> Holds);
