namespace TicketRag.StandIns.Qdrant;

/// <summary>The payload indexes of a collection, and what its filters keep by them.</summary>
internal sealed class PayloadIndexes
{
    private readonly SortedDictionary<string, (string Type, PayloadIndex Index)> _byField = new(StringComparer.Ordinal);

    public IEnumerable<(string Field, string Type)> Types => _byField.Select(index => (index.Key, index.Value.Type));

    /// <summary>One that is there already is not built again: clients make sure of their indexes now and then.</summary>
    public void Add(string field, string type, IEnumerable<StoredPoint> points) =>
        _byField[field] = (type, _byField.TryGetValue(field, out var present) ? present.Index : new(field, points));

    public void Remove(string field) => _byField.Remove(field);

    public void Put(StoredPoint point)
    {
        foreach (var (_, index) in _byField.Values)
        {
            index.Put(point);
        }
    }

    public void Remove(StoredPoint point)
    {
        foreach (var (_, index) in _byField.Values)
        {
            index.Remove(point);
        }
    }

    /// <summary>Takes those out of <paramref name="kept"/> for which the condition does not hold.</summary>
    /// <param name="at">The point in a slot.</param>
    public void Narrow(SlotSet kept, PointCondition condition, Func<int, StoredPoint> at)
    {
        switch (condition)
        {
            case PointCondition.Match match when Of(match.Field) is { } index:
                kept.IntersectWith(index.Of(match.Values));
                break;
            case PointCondition.Empty empty when Of(empty.Field) is { } index:
                kept.ExceptWith(index.WithValue);
                break;
            case PointCondition.All all:
                // What an index knows comes first, so that the others look at fewer points.
                foreach (var part in all.Conditions.OrderBy(part => !Knows(part)))
                {
                    Narrow(kept, part, at);
                }

                break;
            case PointCondition.Any any:
                var among = new SlotSet();
                foreach (var part in any.Conditions)
                {
                    var with = kept.Copy();
                    Narrow(with, part, at);
                    among.UnionWith(with);
                }

                kept.IntersectWith(among);
                break;
            case PointCondition.Not not:
                var without = kept.Copy();
                Narrow(without, not.Condition, at);
                kept.ExceptWith(without);
                break;
            default:
                foreach (var slot in kept)
                {
                    if (!condition.Holds(at(slot)))
                    {
                        kept.Remove(slot);
                    }
                }

                break;
        }
    }

    private PayloadIndex? Of(string field) => _byField.GetValueOrDefault(field).Index;

    private bool Knows(PointCondition condition) => condition switch
    {
        PointCondition.Match match => Of(match.Field) is not null,
        PointCondition.Empty empty => Of(empty.Field) is not null,
        PointCondition.All all => all.Conditions.All(Knows),
        PointCondition.Any any => any.Conditions.All(Knows),
        PointCondition.Not not => Knows(not.Condition),
        _ => false,
    };
}
