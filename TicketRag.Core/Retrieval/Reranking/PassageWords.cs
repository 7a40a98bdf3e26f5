using System.Buffers;

namespace TicketRag.Core.Retrieval.Reranking;

/// <summary>What of a question's words stands in a passage, and where.</summary>
internal sealed class PassageWords
{
    private const int OnStack = 512;

    private PassageWords(PassageTerms passage, int terms, int pieces) =>
        (Passage, Terms, Pieces) = (passage, new float[terms], new float[pieces]);

    public PassageTerms Passage { get; }

    /// <summary>Positions of question terms, ascending.</summary>
    public List<(int Position, int Term)> Places { get; } = [];

    /// <summary>How often each question term counts, its lead included; 0: not there.</summary>
    public float[] Terms { get; }

    /// <summary>How often each piece of the question is there.</summary>
    public float[] Pieces { get; }

    /// <param name="withPieces">Whether pieces are looked for at all.</param>
    public static PassageWords Of(QuestionWords asked, PassageTerms passage, bool withPieces)
    {
        var words = new PassageWords(passage, asked.TermCounts.Count, asked.PieceCounts.Count);
        var distinct = passage.Distinct;
        int[]? rented = null;
        var counts = distinct <= OnStack ? stackalloc int[distinct] : (rented = ArrayPool<int>.Shared.Rent(distinct)).AsSpan(0, distinct);
        counts.Clear();
        words.FindTerms(asked, counts);
        if (withPieces)
        {
            words.FindPieces(asked, counts);
        }

        if (rented is not null)
        {
            ArrayPool<int>.Shared.Return(rented);
        }

        return words;
    }

    private void FindTerms(QuestionWords asked, Span<int> counts)
    {
        var order = Passage.Order;
        foreach (var term in order)
        {
            counts[term]++;
        }

        for (var term = 0; term < counts.Length; term++)
        {
            if (asked.Term(Passage.Key(term)) is >= 0 and var number)
            {
                Place(order, term, number);
            }
        }

        Places.Sort();
    }

    private void Place(ReadOnlySpan<ushort> order, int term, int number)
    {
        for (var at = order.IndexOf((ushort)term); at < order.Length;)
        {
            Places.Add((at, number));
            Terms[number] += Bm25.CountAt(at);
            var next = order[(at + 1)..].IndexOf((ushort)term);
            at = next < 0 ? order.Length : at + 1 + next;
        }
    }

    private void FindPieces(QuestionWords asked, ReadOnlySpan<int> counts)
    {
        for (var term = 0; term < counts.Length; term++)
        {
            foreach (var piece in WordPieces.Of(Passage.Letters(term)))
            {
                if (asked.Piece(piece) is >= 0 and var number)
                {
                    Pieces[number] += counts[term];
                }
            }
        }
    }
}
