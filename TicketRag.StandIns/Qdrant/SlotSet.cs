using System.Numerics;
using System.Runtime.InteropServices;

namespace TicketRag.StandIns.Qdrant;

/// <summary>Some of a collection's slots, a bit each.</summary>
internal sealed class SlotSet
{
    private const int Bits = 64;

    private readonly List<ulong> _words = [];

    public int Count => _words.Sum(BitOperations.PopCount);

    public bool IsEmpty => _words.TrueForAll(word => word == 0);

    private Span<ulong> Words => CollectionsMarshal.AsSpan(_words);

    public SlotSet Copy()
    {
        var copy = new SlotSet();
        copy._words.AddRange(Words);
        return copy;
    }

    public bool Contains(int slot) => slot / Bits < _words.Count && (_words[slot / Bits] & Bit(slot)) != 0;

    public void Add(int slot)
    {
        Reach(slot / Bits + 1);
        _words[slot / Bits] |= Bit(slot);
    }

    public void Remove(int slot)
    {
        if (slot / Bits < _words.Count)
        {
            _words[slot / Bits] &= ~Bit(slot);
        }
    }

    public void UnionWith(SlotSet other)
    {
        Reach(other._words.Count);
        for (var i = 0; i < other._words.Count; i++)
        {
            _words[i] |= other._words[i];
        }
    }

    public void IntersectWith(SlotSet other)
    {
        for (var i = 0; i < _words.Count; i++)
        {
            _words[i] &= i < other._words.Count ? other._words[i] : 0;
        }
    }

    public void ExceptWith(SlotSet other)
    {
        for (var i = 0; i < Math.Min(_words.Count, other._words.Count); i++)
        {
            _words[i] &= ~other._words[i];
        }
    }

    /// <summary>In their order. May be changed meanwhile: each sixty-four are looked at once.</summary>
    public IEnumerator<int> GetEnumerator()
    {
        for (var i = 0; i < _words.Count; i++)
        {
            for (var word = _words[i]; word != 0; word &= word - 1)
            {
                yield return (i * Bits) + BitOperations.TrailingZeroCount(word);
            }
        }
    }

    private void Reach(int words)
    {
        if (_words.Count < words)
        {
            CollectionsMarshal.SetCount(_words, words);
        }
    }

    private static ulong Bit(int slot) => 1UL << (slot % Bits);
}
