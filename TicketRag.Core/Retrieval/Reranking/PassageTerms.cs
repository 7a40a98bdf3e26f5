using System.Runtime.InteropServices;

namespace TicketRag.Core.Retrieval.Reranking;

/// <summary>
/// A passage analysed: its distinct terms by their <see cref="TermKey"/>, ascending, and all terms in the order of the text as indexes of those. Where that lies packed in
/// an array of many, this is only a view of it.
/// </summary>
/// <param name="table">Where the terms are numbered.</param>
/// <param name="packed">Made by <see cref="Pack"/>, from <paramref name="at"/> on.</param>
/// <param name="plain">See <see cref="Plain"/>.</param>
internal sealed class PassageTerms(TermTable table, int[] packed, int at, string? plain = null)
{
    /// <summary>With fewer distinct terms than this, two passages with the same ones may still say different things: in words that are not indexed.</summary>
    public const int SmallVocabulary = 20;

    /// <summary>Further distinct terms of a passage are left out.</summary>
    public const int MaxDistinct = ushort.MaxValue;

    private const int Header = 3;

    public int Distinct => packed[at];

    /// <summary>The distinct terms by their number in the table.</summary>
    public ReadOnlySpan<int> Numbers => packed.AsSpan(at + Header, Distinct);

    /// <summary>All terms in the order of the text, as indexes of <see cref="Numbers"/>.</summary>
    public ReadOnlySpan<ushort> Order => MemoryMarshal.Cast<int, ushort>(packed.AsSpan(at + Header + Distinct))[..packed[at + 1]];

    /// <summary>Number of terms as BM25 counts them, its lead included.</summary>
    public int WeightedLength => packed[at + 1] + (Math.Min(packed[at + 1], Bm25.LeadTerms) * (Bm25.LeadCount - 1));

    public int PieceLength => packed[at + 2];

    /// <summary>Its letters and digits, for passages with a small vocabulary: what is left when setting and punctuation are taken away.</summary>
    public string? Plain => plain;

    /// <summary>About how much memory it takes by itself.</summary>
    public int Bytes => 300 + (packed.Length * sizeof(int)) + (Distinct * 24) + ((plain?.Length ?? 0) * sizeof(char));

    public ulong Key(int term) => table.Key(packed[at + Header + term]);

    public ReadOnlySpan<char> Letters(int term) => table.Letters(packed[at + Header + term]);

    /// <param name="numbers">The distinct terms, by ascending key.</param>
    public static int[] Pack(ReadOnlySpan<int> numbers, ReadOnlySpan<ushort> order, int pieceLength)
    {
        var packed = new int[Header + numbers.Length + ((order.Length + 1) / 2)];
        (packed[0], packed[1], packed[2]) = (numbers.Length, order.Length, pieceLength);
        numbers.CopyTo(packed.AsSpan(Header));
        order.CopyTo(MemoryMarshal.Cast<int, ushort>(packed.AsSpan(Header + numbers.Length)));
        return packed;
    }

    /// <summary>The same with other numbers for the terms.</summary>
    public int[] Renumbered(Func<int, int> numberOf)
    {
        Span<int> numbers = [.. Numbers];
        foreach (ref var number in numbers)
        {
            number = numberOf(number);
        }

        return Pack(numbers, Order, PieceLength);
    }
}
