namespace TicketRag.Pdf.Fonts;

/// <summary>Ranges of codes and what their first code stands for. Of two that overlap, the one added later counts.</summary>
internal sealed class RangeTable<T>
{
    // Ranges hardly ever overlap; where they do, few of them do at once.
    private const int OverlapsChecked = 8;

    private readonly List<Entry> _entries = [];
    private bool _isSorted = true;

    private readonly record struct Entry(uint Low, uint High, int Order, T Target);

    public int Count => _entries.Count;

    public void Add(uint low, uint high, T target)
    {
        if (high < low)
        {
            return;
        }

        _isSorted &= _entries.Count == 0 || _entries[^1].Low < low;
        _entries.Add(new Entry(low, high, _entries.Count, target));
    }

    public void AddRange(RangeTable<T> other)
    {
        foreach (var entry in other._entries.OrderBy(entry => entry.Order))
        {
            Add(entry.Low, entry.High, entry.Target);
        }
    }

    public bool TryFind(uint code, out uint low, out T target)
    {
        var (from, to) = (0, _entries.Count);
        while (from < to)
        {
            var middle = (from + to) / 2;
            (from, to) = _entries[middle].Low <= code ? (middle + 1, to) : (from, middle);
        }

        var found = -1;
        for (var i = from - 1; i >= 0 && i >= from - OverlapsChecked; i--)
        {
            if (_entries[i].High >= code && (found < 0 || _entries[i].Order > _entries[found].Order))
            {
                found = i;
            }
        }

        low = found < 0 ? 0 : _entries[found].Low;
        target = found < 0 ? default! : _entries[found].Target;
        return found >= 0;
    }

    /// <summary>To be called after the last addition and before the first search: maps are shared by threads.</summary>
    public void Sort()
    {
        if (!_isSorted)
        {
            _entries.Sort((one, other) => one.Low != other.Low ? one.Low.CompareTo(other.Low) : one.Order.CompareTo(other.Order));
            _isSorted = true;
        }
    }
}
