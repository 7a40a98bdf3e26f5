using System.Text;

namespace TicketRag.Core.Retrieval.Analysis;

/// <summary>
/// A term's index in a sparse vector: FNV-1a, 32 bits, over its UTF-8 bytes (Fowler, Noll and Vo; RFC 9923).
/// Stored in vector databases, so it never changes. Two terms share an index about once in 4 billion pairs.
/// </summary>
public static class TermHash
{
    private const uint OffsetBasis = 2166136261;
    private const uint Prime = 16777619;

    public static uint Of(ReadOnlySpan<char> term)
    {
        var hash = OffsetBasis;
        Span<byte> bytes = stackalloc byte[4];
        foreach (var rune in term.EnumerateRunes())
        {
            var length = rune.EncodeToUtf8(bytes);
            foreach (var value in bytes[..length])
            {
                hash = (hash ^ value) * Prime;
            }
        }

        return hash;
    }
}
