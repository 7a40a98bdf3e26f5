using TicketRag.Core.Retrieval.Analysis;

namespace TicketRag.Core.Retrieval.Embedded;

/// <summary>Collects the postings of a question's terms, and how often it names each.</summary>
internal readonly struct QuestionTerms(Vocabulary vocabulary) : IFormSink
{
    public Dictionary<PostingList, int> Found { get; } = [];

    public void Add(ReadOnlySpan<char> term)
    {
        if (vocabulary.Find(term) is >= 0 and var number)
        {
            var postings = vocabulary.Postings(number);
            Found[postings] = Found.GetValueOrDefault(postings) + 1;
        }
    }

    public void AddForm(ReadOnlySpan<char> form) => Add(form);
}
