using System.Buffers;
using TicketRag.Core.Retrieval.Reranking;

namespace TicketRag.Core.Retrieval.Embedded;

/// <summary>Enters the terms of a row that no reader sees yet into their postings.</summary>
internal static class RowPostings
{
    /// <param name="packed">See <see cref="PassageTerms.Pack"/>; by the vocabulary's numbers.</param>
    /// <returns>How many terms the row has, repeats and its lead's greater weight included.</returns>
    public static int Add(Vocabulary vocabulary, int row, int[] packed)
    {
        var passage = new PassageTerms(vocabulary.Terms, packed, 0);
        var numbers = passage.Numbers;
        var order = passage.Order;
        var room = ArrayPool<int>.Shared.Rent(numbers.Length);
        var counts = room.AsSpan(0, numbers.Length);
        counts.Clear();
        for (var position = 0; position < order.Length; position++)
        {
            counts[order[position]] += Bm25.CountAt(position);
        }

        for (var term = 0; term < numbers.Length; term++)
        {
            vocabulary.Postings(numbers[term]).Append(row, counts[term]);
        }

        ArrayPool<int>.Shared.Return(room);
        return passage.WeightedLength;
    }
}
