using System.Text.Json;

namespace TicketRag.StandIns.Qdrant;

/// <summary>A collection's points: a table of slots, and beside it a table of each dense vector and an inverted index of each sparse one.</summary>
internal sealed class StoredCollection(string name, CollectionSettings settings)
{
    private readonly Dictionary<PointId, StoredPoint> _byId = [];
    private readonly List<StoredPoint?> _slots = [];
    private readonly Stack<int> _freeSlots = [];
    private readonly Dictionary<string, DenseTable> _dense = settings.Dense.Keys.ToDictionary(vector => vector, _ => new DenseTable(), StringComparer.Ordinal);
    private readonly Dictionary<string, SparseIndex> _sparse = settings.Sparse.Keys.ToDictionary(vector => vector, _ => new SparseIndex(), StringComparer.Ordinal);
    private readonly SlotSet _used = new();
    private readonly PayloadIndexes _indexes = new();

    public string Name { get; } = name;

    public CollectionSettings Settings { get; } = settings;

    /// <summary>The indexed payload fields and their types.</summary>
    public IEnumerable<(string Field, string Type)> Indexes => _indexes.Types;

    public ulong Operations { get; set; }

    public int Count => _byId.Count;

    public int SlotCount => _slots.Count;

    public IEnumerable<StoredPoint> Points => _byId.Values;

    public StoredPoint At(int slot) => _slots[slot]!;

    /// <summary>The slots of the points for which all of the filter's conditions hold.</summary>
    public SlotSet Kept(PointFilter? filter)
    {
        var kept = _used.Copy();
        if (filter is not null)
        {
            _indexes.Narrow(kept, filter.Condition, At);
        }

        return kept;
    }

    public void AddIndex(string field, string type) => _indexes.Add(field, type, Points);

    public void RemoveIndex(string field) => _indexes.Remove(field);

    /// <param name="vector">One that the settings name.</param>
    public DenseTable Dense(string vector) => _dense[vector];

    /// <param name="vector">One that the settings name.</param>
    public SparseIndex Sparse(string vector) => _sparse[vector];

    public void Put(StoredPoint point)
    {
        Remove(point.Id);
        if (!_freeSlots.TryPop(out var slot))
        {
            slot = _slots.Count;
            _slots.Add(null);
        }

        var stored = point with { Slot = slot, Version = Operations };
        _slots[slot] = _byId[point.Id] = stored;
        _used.Add(slot);
        _indexes.Put(stored);
        foreach (var (vector, dense) in point.Dense)
        {
            _dense[vector].Put(slot, dense);
        }

        foreach (var (vector, sparse) in point.Sparse)
        {
            _sparse[vector].Put(slot, sparse);
        }
    }

    public void Remove(PointId id)
    {
        if (!_byId.Remove(id, out var point))
        {
            return;
        }

        _slots[point.Slot] = null;
        _used.Remove(point.Slot);
        _freeSlots.Push(point.Slot);
        _indexes.Remove(point);
        foreach (var vector in point.Dense.Keys)
        {
            _dense[vector].Remove(point.Slot);
        }

        foreach (var (vector, sparse) in point.Sparse)
        {
            _sparse[vector].Remove(point.Slot, sparse);
        }
    }

    /// <summary>Refuses what doesn't fit the collection.</summary>
    public StoredPoint ReadPoint(JsonElement element)
    {
        var fields = StrictObject.Of(element, "struct PointStruct", "id", "vector", "payload");
        var id = PointId.Read(fields.Required("id"));
        var vectors = fields.Required("vector");
        if (vectors.ValueKind == JsonValueKind.Array)
        {
            return new(id, new Dictionary<string, float[]> { [""] = ReadDense("", vectors) }, new Dictionary<string, SparseValues>(), ReadPayload(fields));
        }

        if (vectors.ValueKind != JsonValueKind.Object)
        {
            throw Refusal.Format("data did not match any variant of untagged enum VectorStruct");
        }

        var dense = new Dictionary<string, float[]>(StringComparer.Ordinal);
        var sparse = new Dictionary<string, SparseValues>(StringComparer.Ordinal);
        foreach (var vector in vectors.EnumerateObject())
        {
            if (Settings.Sparse.ContainsKey(vector.Name))
            {
                sparse[vector.Name] = vector.Value.ValueKind == JsonValueKind.Object ? SparseValues.Read(vector.Value) : throw Refusal.Input("Wrong usage of sparse vectors");
            }
            else
            {
                dense[vector.Name] = ReadDense(vector.Name, vector.Value);
            }
        }

        return new(id, dense, sparse, ReadPayload(fields));
    }

    /// <summary>A dense vector for storing or asking, as it is compared.</summary>
    public float[] ReadDense(string vector, JsonElement element)
    {
        if (!Settings.Dense.TryGetValue(vector, out var expected))
        {
            throw Refusal.Input($"Not existing vector name error: {vector}");
        }

        if (element.ValueKind != JsonValueKind.Array)
        {
            throw element.ValueKind == JsonValueKind.Object ? Refusal.Input("Wrong usage of sparse vectors") : Refusal.Format("data did not match any variant of untagged enum Vector");
        }

        var values = Strict.Numbers(element);
        if (values.Length != expected.Size)
        {
            throw Refusal.Input($"Vector dimension error: expected dim: {expected.Size}, got {values.Length}");
        }

        return expected.IsCosine ? VectorMath.Normalised(values) : values;
    }

    private static JsonElement ReadPayload(StrictObject fields) => fields.Optional("payload") switch
    {
        null => default,
        { ValueKind: JsonValueKind.Object } payload => payload.Clone(),
        { } other => throw Refusal.Format($"invalid type: {Strict.Describe(other)}, expected a map"),
    };
}
