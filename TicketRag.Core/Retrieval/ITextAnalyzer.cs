using TicketRag.Core.Retrieval.Analysis;

namespace TicketRag.Core.Retrieval;

/// <summary>
/// Text to terms. One analyzer serves the embedded index, Qdrant's sparse vectors and the queries, so that they always agree.
/// </summary>
public interface ITextAnalyzer
{
    /// <summary>Terms in order, with repeats: folded, without stop words, stemmed in the text's language.</summary>
    IEnumerable<string> Terms(string text);

    /// <summary>The same terms handed to a sink one by one, for callers that need no strings.</summary>
    void Read<TSink>(ReadOnlySpan<char> text, ref TSink sink)
        where TSink : struct, ITermSink
    {
        foreach (var term in Terms(text.ToString()))
        {
            sink.Add(term);
        }
    }

    /// <summary>
    /// A question's terms. It may be too short to say its language, and ask for what stands in another one: a word then comes in each form that passages may have.
    /// </summary>
    void ReadQuestion<TSink>(ReadOnlySpan<char> question, ref TSink sink)
        where TSink : struct, IFormSink => Read(question, ref sink);

    /// <summary>The distinct terms of a question in all their forms.</summary>
    HashSet<string> QuestionTerms(string question)
    {
        var forms = new FormSet([]);
        ReadQuestion(question, ref forms);
        return forms.Terms;
    }

    /// <summary>For parts of that text, which may be too short to say their language.</summary>
    ITextAnalyzer For(string text) => this;

    private readonly struct FormSet(HashSet<string> terms) : IFormSink
    {
        public HashSet<string> Terms => terms;

        public void Add(ReadOnlySpan<char> term) => terms.Add(term.ToString());

        public void AddForm(ReadOnlySpan<char> form) => terms.Add(form.ToString());
    }
}
