using System.Collections.Concurrent;

namespace TicketRag.Core.Retrieval.Reranking;

/// <summary>
/// The analysed passages that questions found last, by chunk: who asks about a topic asks again. A passage is kept when it is found a second time, so that what
/// is found once displaces nothing. In two generations: what is found in the older one moves to the younger, and when that is full it becomes the older, whose
/// rest is forgotten.
/// </summary>
/// <param name="maxBytes">Of both; 0 keeps nothing.</param>
internal sealed class PassageCache(long maxBytes)
{
    private const int RememberedChunks = 1 << 16;

    private readonly int[] _found = maxBytes > 0 ? new int[RememberedChunks] : [];
    private readonly Lock _turning = new();
    private ConcurrentDictionary<Guid, Entry> _young = new();
    private ConcurrentDictionary<Guid, Entry> _old = new();
    private long _youngBytes;

    /// <param name="sha256">Of the chunk's text: another text under the same id is another passage.</param>
    public PassageTerms? Find(Guid chunk, string sha256)
    {
        if (Volatile.Read(ref _young).TryGetValue(chunk, out var entry) && entry.Sha256 == sha256)
        {
            return entry.Terms;
        }

        if (Volatile.Read(ref _old).TryGetValue(chunk, out entry) && entry.Sha256 == sha256)
        {
            Enter(chunk, sha256, entry.Terms);
            return entry.Terms;
        }

        return null;
    }

    public void Keep(Guid chunk, string sha256, PassageTerms terms)
    {
        if (maxBytes > 0 && WasFoundBefore(chunk))
        {
            Enter(chunk, sha256, terms);
        }
    }

    private void Enter(Guid chunk, string sha256, PassageTerms terms)
    {
        Volatile.Read(ref _young)[chunk] = new(sha256, terms);
        if (Interlocked.Add(ref _youngBytes, terms.Bytes) > maxBytes / 2)
        {
            Turn();
        }
    }

    private bool WasFoundBefore(Guid chunk)
    {
        var hash = chunk.GetHashCode();
        ref var last = ref _found[hash & (RememberedChunks - 1)];
        var isKnown = last == hash;
        last = hash;
        return isKnown;
    }

    private void Turn()
    {
        lock (_turning)
        {
            if (Interlocked.Read(ref _youngBytes) > maxBytes / 2)
            {
                Volatile.Write(ref _old, _young);
                Volatile.Write(ref _young, new());
                Interlocked.Exchange(ref _youngBytes, 0);
            }
        }
    }

    private readonly record struct Entry(string Sha256, PassageTerms Terms);
}
