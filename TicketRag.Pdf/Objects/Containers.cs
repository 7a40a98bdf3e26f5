using System.Runtime.InteropServices;

namespace TicketRag.Pdf.Objects;

internal sealed class ArrayObject
{
    private readonly List<Value> _items = [];

    public int Count => _items.Count;

    public Value this[int index] => (uint)index < (uint)_items.Count ? _items[index] : Value.Null;

    public Span<Value> Items => CollectionsMarshal.AsSpan(_items);

    public void Add(Value value) => _items.Add(value);

    public void Clear() => _items.Clear();
}

/// <summary>Few entries as a rule, so a list that is searched beats a hash table in time and in memory.</summary>
internal sealed class DictionaryObject
{
    private const int EntriesBeforeIndex = 24;

    private readonly List<KeyValuePair<string, Value>> _entries = [];
    private Dictionary<string, int>? _index;

    public int Count => _entries.Count;

    public Span<KeyValuePair<string, Value>> Entries => CollectionsMarshal.AsSpan(_entries);

    /// <summary>The entry as it is written: a reference is not followed.</summary>
    public Value this[string key]
    {
        get
        {
            var found = Find(key);
            return found < 0 ? Value.Null : _entries[found].Value;
        }
    }

    public void Set(string key, Value value)
    {
        var found = Find(key);
        if (found >= 0)
        {
            _entries[found] = new(key, value);
            return;
        }

        _entries.Add(new(key, value));
        if (_index is not null)
        {
            _index[key] = _entries.Count - 1;
        }
        else if (_entries.Count > EntriesBeforeIndex)
        {
            _index = new(StringComparer.Ordinal);
            for (var i = 0; i < _entries.Count; i++)
            {
                _index[_entries[i].Key] = i;
            }
        }
    }

    private int Find(string key)
    {
        if (_index is not null)
        {
            return _index.TryGetValue(key, out var position) ? position : -1;
        }

        for (var i = 0; i < _entries.Count; i++)
        {
            if (_entries[i].Key == key)
            {
                return i;
            }
        }

        return -1;
    }
}

/// <summary>A stream's dictionary and where its bytes begin in the file; they are decoded when they are asked for.</summary>
internal sealed class StreamObject(DictionaryObject dictionary, int start, int number, int generation)
{
    public DictionaryObject Dictionary { get; } = dictionary;

    public int Start { get; } = start;

    public int Number { get; } = number;

    public int Generation { get; } = generation;
}
