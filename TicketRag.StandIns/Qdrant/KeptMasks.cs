namespace TicketRag.StandIns.Qdrant;

/// <summary>
/// Which points conditions hold for, kept from request to request as the server's payload index does: nearly every search asks for one of few organizations and audiences.
/// </summary>
internal sealed class KeptMasks
{
    private const int Most = 64;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, (Func<StoredPoint, bool> Holds, List<bool> Mask)> _kept = new(StringComparer.Ordinal);

    /// <summary>By several searches at a time.</summary>
    /// <returns>By slot; what it says of a free slot means nothing.</returns>
    public List<bool> Of(string text, Func<StoredPoint, bool> holds, IReadOnlyList<StoredPoint?> slots)
    {
        lock (_lock)
        {
            if (_kept.TryGetValue(text, out var kept))
            {
                return kept.Mask;
            }

            if (_kept.Count == Most)
            {
                _kept.Clear();
            }

            List<bool> mask = [.. slots.Select(point => point is not null && holds(point))];
            _kept[text] = (holds, mask);
            return mask;
        }
    }

    /// <summary>A point was put into its slot: one of those that there are, or the next. Nobody searches meanwhile.</summary>
    public void Put(StoredPoint point)
    {
        foreach (var (holds, mask) in _kept.Values)
        {
            if (point.Slot == mask.Count)
            {
                mask.Add(false);
            }

            mask[point.Slot] = holds(point);
        }
    }
}
