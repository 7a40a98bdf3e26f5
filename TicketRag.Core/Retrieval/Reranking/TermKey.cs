namespace TicketRag.Core.Retrieval.Reranking;

/// <summary>
/// A term as one number: FNV-1a (Fowler, Noll and Vo; RFC 9923), 64 bits, over its UTF-16 code units. Two of the few thousand terms that a question's
/// passages have share one about once in a million million questions.
/// </summary>
internal static class TermKey
{
    private const ulong OffsetBasis = 14695981039346656037;
    private const ulong Prime = 1099511628211;

    public static ulong Of(ReadOnlySpan<char> term)
    {
        var key = OffsetBasis;
        foreach (var c in term)
        {
            key = (key ^ c) * Prime;
        }

        return key;
    }
}
