namespace TicketRag.Core.Retrieval.Embedded;

/// <summary>The deleted rows, a bit each. Never changed once it is in a snapshot: a writer takes a copy (12 KB for 100,000 rows).</summary>
internal readonly struct Tombstones(ulong[]? bits)
{
    public bool Any => bits is not null;

    public bool this[int row] => bits is not null && (uint)(row >> 6) < (uint)bits.Length && (bits[row >> 6] & (1ul << row)) != 0;

    public Tombstones With(IReadOnlyCollection<int> rows)
    {
        if (rows.Count == 0)
        {
            return this;
        }

        var copy = new ulong[Math.Max((rows.Max() >> 6) + 1, bits?.Length ?? 0)];
        bits?.CopyTo(copy, 0);
        foreach (var row in rows)
        {
            copy[row >> 6] |= 1ul << row;
        }

        return new(copy);
    }
}
