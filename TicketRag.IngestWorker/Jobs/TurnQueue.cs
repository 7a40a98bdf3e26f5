using System.Diagnostics.CodeAnalysis;

namespace TicketRag.IngestWorker.Jobs;

/// <summary>
/// First in, first out for each party, and parties take turns: one that comes with a single item waits for one item of each other, however many those
/// have (round robin: Nagle, On Packet Switches With Infinite Storage, RFC 970). Adding and taking cost the same whatever waits. Not safe for several threads.
/// </summary>
public sealed class TurnQueue<TParty, TItem>
    where TParty : notnull
{
    private readonly Dictionary<TParty, Queue<TItem>> _items = [];
    private readonly Queue<TParty> _turns = new();

    /// <summary>Of all parties.</summary>
    public int Count { get; private set; }

    /// <summary>Behind what <paramref name="party"/> has waiting; one that has nothing waiting comes behind all that have.</summary>
    public void Enqueue(TParty party, TItem item)
    {
        if (!_items.TryGetValue(party, out var items))
        {
            _items.Add(party, items = new());
            _turns.Enqueue(party);
        }

        items.Enqueue(item);
        Count++;
    }

    /// <summary>The oldest item of the party whose turn it is.</summary>
    /// <returns>False when nothing waits.</returns>
    public bool TryDequeue([MaybeNullWhen(false)] out TItem item)
    {
        if (!_turns.TryDequeue(out var party))
        {
            item = default;
            return false;
        }

        var items = _items[party];
        item = items.Dequeue();
        Count--;
        if (items.Count > 0)
        {
            _turns.Enqueue(party);
        }
        else
        {
            _items.Remove(party);
        }

        return true;
    }
}
