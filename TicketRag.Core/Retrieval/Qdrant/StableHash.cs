namespace TicketRag.Core.Retrieval.Qdrant;

/// <summary>A hash that names and numbers stored things, so it must never change.</summary>
internal static class StableHash
{
    /// <summary>FNV-1a, 32 bits (Fowler, Noll, Vo).</summary>
    public static uint Fnv1a32(ReadOnlySpan<byte> octets)
    {
        var hash = 2166136261u;
        foreach (var octet in octets)
        {
            hash = (hash ^ octet) * 16777619u;
        }

        return hash;
    }
}
