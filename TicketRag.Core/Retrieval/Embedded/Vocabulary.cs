using System.Collections.Concurrent;
using TicketRag.Core.Retrieval.Embedded.Files;
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
    private PostingList[] _postings;

    public Vocabulary()
        : this(new(), new PostingList[64])
    {
    }

    private Vocabulary(TermTable terms, PostingList[] postings)
    {
        (Terms, _postings, _numberOf) = (terms, postings, _numbers.GetAlternateLookup<ReadOnlySpan<char>>());
        for (var number = 0; number < terms.Count; number++)
        {
            _numbers[terms.Letters(number).ToString()] = number;
        }
    }

    public TermTable Terms { get; }

    /// <summary>With the postings of the first <paramref name="rows"/> rows.</summary>
    public void Save(IndexFileWriter writer, int rows)
    {
        var count = _numbers.Count;
        Terms.Save(writer, count);
        for (var number = 0; number < count; number++)
        {
            Postings(number).Save(writer, rows);
        }
    }

    public static Vocabulary Load(IndexFileReader reader)
    {
        var terms = TermTable.Load(reader);
        var postings = new PostingList[Math.Max(1, terms.Count)];
        for (var number = 0; number < terms.Count; number++)
        {
            postings[number] = PostingList.Load(reader);
        }

        return new(terms, postings);
    }

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
