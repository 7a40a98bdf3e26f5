namespace TicketRag.Core.Retrieval.Reranking;

/// <summary>Few keys, numbered from 0 in the order they came, and looked for in many thousands that are mostly none of them: a bit for each keeps those away.</summary>
internal sealed class NumberedKeys
{
    private readonly Dictionary<ulong, int> _numbers = [];
    private readonly ulong[] _bits = new ulong[64];

    /// <summary>How often each was counted.</summary>
    public List<int> Counts { get; } = [];

    /// <returns>The key's number, or -1.</returns>
    public int Find(ulong key) => (_bits[Bit(key) >> 6] & (1ul << (int)Bit(key))) != 0 ? _numbers.GetValueOrDefault(key, -1) : -1;

    /// <summary>Counts the key once more; a new one gets the next number.</summary>
    public int Count(ulong key)
    {
        var number = Find(key);
        if (number < 0)
        {
            number = Counts.Count;
            Counts.Add(0);
            Alias(key, number);
        }

        Counts[number]++;
        return number;
    }

    /// <summary>Another key for a number; the first that a key was given stays.</summary>
    public void Alias(ulong key, int number)
    {
        if (_numbers.TryAdd(key, number))
        {
            _bits[Bit(key) >> 6] |= 1ul << (int)Bit(key);
        }
    }

    private static uint Bit(ulong key) => (uint)((key * 0x9E3779B97F4A7C15) >> 52);
}
