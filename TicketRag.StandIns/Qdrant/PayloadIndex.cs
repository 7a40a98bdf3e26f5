namespace TicketRag.StandIns.Qdrant;

/// <summary>Of one payload field: for each value the slots of the points that have it.</summary>
internal sealed class PayloadIndex
{
    private readonly string _field;
    private readonly Dictionary<object, SlotSet> _slots = [];

    public PayloadIndex(string field, IEnumerable<StoredPoint> points)
    {
        _field = field;
        foreach (var point in points)
        {
            Put(point);
        }
    }

    /// <summary>Those that have any value but null; not to be changed.</summary>
    public SlotSet WithValue { get; } = new();

    /// <summary>Those that have one of the values; not to be changed.</summary>
    public SlotSet Of(IReadOnlySet<object> values)
    {
        if (values.Count == 1)
        {
            return _slots.GetValueOrDefault(values.First()) ?? new();
        }

        var all = new SlotSet();
        foreach (var value in values)
        {
            if (_slots.TryGetValue(value, out var slots))
            {
                all.UnionWith(slots);
            }
        }

        return all;
    }

    public void Put(StoredPoint point)
    {
        if (PointCondition.Empty.HasValue(point, _field))
        {
            WithValue.Add(point.Slot);
        }

        foreach (var value in ValuesOf(point))
        {
            if (!_slots.TryGetValue(value, out var slots))
            {
                _slots[value] = slots = new();
            }

            slots.Add(point.Slot);
        }
    }

    public void Remove(StoredPoint point)
    {
        WithValue.Remove(point.Slot);
        foreach (var value in ValuesOf(point))
        {
            if (_slots.TryGetValue(value, out var slots))
            {
                slots.Remove(point.Slot);
                if (slots.IsEmpty)
                {
                    _slots.Remove(value);
                }
            }
        }
    }

    private IEnumerable<object> ValuesOf(StoredPoint point) =>
        point.Fields.GetValueOrDefault(_field)?.Where(value => value is string or long or double or bool).Select(value => value!) ?? [];
}
