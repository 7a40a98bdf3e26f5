using System.Collections.Concurrent;
using TicketRag.Core.Retrieval.Analysis;

namespace TicketRag.Core.Retrieval.Embedded;

/// <summary>Enters the terms of a row that is being written into their postings.</summary>
internal struct RowTerms(ConcurrentDictionary<string, PostingList> terms, int row) : ITermSink
{
    private readonly ConcurrentDictionary<string, PostingList>.AlternateLookup<ReadOnlySpan<char>> _terms = terms.GetAlternateLookup<ReadOnlySpan<char>>();

    private int _position;

    /// <summary>How many terms the row has, repeats and its lead's greater weight included.</summary>
    public int Length { get; private set; }

    public void Add(ReadOnlySpan<char> term)
    {
        if (!_terms.TryGetValue(term, out var postings))
        {
            postings = new();
            _terms.TryAdd(term, postings);
        }

        var count = Bm25.CountAt(_position++);
        postings.Count(row, (uint)count);
        Length += count;
    }
}
