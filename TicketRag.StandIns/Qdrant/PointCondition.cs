namespace TicketRag.StandIns.Qdrant;

/// <summary>One condition of a filter.</summary>
internal abstract record PointCondition
{
    public abstract bool Holds(StoredPoint point);

    /// <summary>Whatever only a look at the point can tell.</summary>
    internal sealed record Test(Func<StoredPoint, bool> IsMet) : PointCondition
    {
        public override bool Holds(StoredPoint point) => IsMet(point);
    }

    /// <summary>A payload field has one of some values.</summary>
    internal sealed record Match(string Field, IReadOnlySet<object> Values) : PointCondition
    {
        public override bool Holds(StoredPoint point) =>
            point.Fields.TryGetValue(Field, out var values) && Array.Exists(values, value => value is not null && Values.Contains(value));
    }

    /// <summary>A payload field has no value, or none but null.</summary>
    internal sealed record Empty(string Field) : PointCondition
    {
        public override bool Holds(StoredPoint point) => !HasValue(point, Field);

        public static bool HasValue(StoredPoint point, string field) => point.Fields.TryGetValue(field, out var values) && Array.Exists(values, value => value is not null);
    }

    internal sealed record All(IReadOnlyList<PointCondition> Conditions) : PointCondition
    {
        public override bool Holds(StoredPoint point) => Conditions.All(condition => condition.Holds(point));
    }

    internal sealed record Any(IReadOnlyList<PointCondition> Conditions) : PointCondition
    {
        public override bool Holds(StoredPoint point) => Conditions.Any(condition => condition.Holds(point));
    }

    internal sealed record Not(PointCondition Condition) : PointCondition
    {
        public override bool Holds(StoredPoint point) => !Condition.Holds(point);
    }
}
