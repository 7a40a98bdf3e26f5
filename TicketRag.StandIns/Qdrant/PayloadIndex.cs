namespace TicketRag.StandIns.Qdrant;

/// <summary>Of one payload field: for each value the slots of the points that have it.</summary>
internal sealed class PayloadIndex
{
    private readonly string _field;
    private readonly Dictionary<object, HashSet<int>> _slots = [];

    public PayloadIndex(string field, IEnumerable<StoredPoint> points)
    {
        _field = field;
        foreach (var point in points)
        {
            Put(point);
        }
    }

    /// <summary>Those that have one of the values; one that has several comes more than once.</summary>
    public IEnumerable<int> Of(IEnumerable<object> values) => values.SelectMany(value => (IEnumerable<int>?)_slots.GetValueOrDefault(value) ?? []);

    public void Put(StoredPoint point)
    {
        foreach (var value in ValuesOf(point))
        {
            if (!_slots.TryGetValue(value, out var slots))
            {
                _slots[value] = slots = [];
            }

            slots.Add(point.Slot);
        }
    }

    public void Remove(StoredPoint point)
    {
        foreach (var value in ValuesOf(point))
        {
            if (_slots.TryGetValue(value, out var slots) && slots.Remove(point.Slot) && slots.Count == 0)
            {
                _slots.Remove(value);
            }
        }
    }

    private IEnumerable<object> ValuesOf(StoredPoint point) =>
        point.Fields.GetValueOrDefault(_field)?.Where(value => value is string or long or double or bool).Select(value => value!) ?? [];
}
