using System.Collections.Concurrent;
using TicketRag.Core.Retrieval.Reranking;

namespace TicketRag.Core.Retrieval.Embedded;

/// <summary>
/// The terms of an organization's passages, numbered from 0 in the order they came, each with its postings. Readers look while terms are added.
/// </summary>
internal sealed class Vocabulary
{
    private readonly ConcurrentDictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _numberOf;
    private readonly Lock _adding = new();
    private PostingList[] _postings = new PostingList[64];

    public Vocabulary() => _numberOf = _numbers.GetAlternateLookup<ReadOnlySpan<char>>();

    public TermTable Terms { get; } = new();

    public PostingList Postings(int number) => Volatile.Read(ref _postings)[number];

    /// <returns>The term's number, or -1.</returns>
    public int Find(ReadOnlySpan<char> term) => _numberOf.TryGetValue(term, out var number) ? number : -1;

    /// <summary>A new term gets the next number.</summary>
    public int NumberOf(ReadOnlySpan<char> term)
    {
        if (_numberOf.TryGetValue(term, out var number))
        {
            return number;
        }

        lock (_adding)
        {
            return _numberOf.TryGetValue(term, out number) ? number : Add(term);
        }
    }

    // A number is published last, when all that belongs to it can be found.
    private int Add(ReadOnlySpan<char> term)
    {
        var number = Terms.Count;
        if (number == _postings.Length)
        {
            var longer = new PostingList[number * 2];
            _postings.CopyTo(longer, 0);
            Volatile.Write(ref _postings, longer);
        }

        _postings[number] = new();
        Terms.Add(term);
        _numbers.TryAdd(term.ToString(), number);
        return number;
    }
}
