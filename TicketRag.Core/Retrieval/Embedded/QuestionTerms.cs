using System.Collections.Concurrent;
using TicketRag.Core.Retrieval.Analysis;

namespace TicketRag.Core.Retrieval.Embedded;

/// <summary>Collects the postings of a question's terms, and how often it names each.</summary>
internal readonly struct QuestionTerms(ConcurrentDictionary<string, PostingList> terms) : IFormSink
{
    private readonly ConcurrentDictionary<string, PostingList>.AlternateLookup<ReadOnlySpan<char>> _terms = terms.GetAlternateLookup<ReadOnlySpan<char>>();

    public Dictionary<PostingList, int> Found { get; } = [];

    public void Add(ReadOnlySpan<char> term)
    {
        if (_terms.TryGetValue(term, out var postings))
        {
            Found[postings] = Found.GetValueOrDefault(postings) + 1;
        }
    }

    public void AddForm(ReadOnlySpan<char> form) => Add(form);
}
