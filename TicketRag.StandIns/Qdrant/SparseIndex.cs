using System.Runtime.InteropServices;

namespace TicketRag.StandIns.Qdrant;

/// <summary>An inverted index of one sparse vector's values, and which slots have that vector at all.</summary>
internal sealed class SparseIndex
{
    private readonly Dictionary<uint, Postings> _postings = [];
    private readonly SlotSet _slots = new();

    public Postings? Of(uint dimension) => _postings.GetValueOrDefault(dimension);

    /// <summary>How many points of the corpus have the vector.</summary>
    public int Documents(SlotSet corpus)
    {
        var documents = corpus.Copy();
        documents.IntersectWith(_slots);
        return documents.Count;
    }

    public void Put(int slot, SparseValues sparse)
    {
        _slots.Add(slot);
        for (var i = 0; i < sparse.Indices.Length; i++)
        {
            ref var postings = ref CollectionsMarshal.GetValueRefOrAddDefault(_postings, sparse.Indices[i], out _);
            (postings ??= new()).Add(slot, sparse.Values[i]);
        }
    }

    public void Remove(int slot, SparseValues sparse)
    {
        _slots.Remove(slot);
        foreach (var dimension in sparse.Indices)
        {
            _postings[dimension].Remove(slot);
        }
    }

    /// <summary>The slots that have a dimension, in no order, and their values beside them.</summary>
    internal sealed class Postings
    {
        private readonly List<int> _slots = [];
        private readonly List<float> _values = [];
        private readonly Dictionary<int, int> _places = [];

        public ReadOnlySpan<int> Slots => CollectionsMarshal.AsSpan(_slots);

        public ReadOnlySpan<float> Values => CollectionsMarshal.AsSpan(_values);

        public void Add(int slot, float value)
        {
            _places.Add(slot, _slots.Count);
            _slots.Add(slot);
            _values.Add(value);
        }

        // The last one takes its place.
        public void Remove(int slot)
        {
            _places.Remove(slot, out var place);
            var last = _slots.Count - 1;
            if (place != last)
            {
                (_slots[place], _values[place]) = (_slots[last], _values[last]);
                _places[_slots[place]] = place;
            }

            _slots.RemoveAt(last);
            _values.RemoveAt(last);
        }
    }
}
