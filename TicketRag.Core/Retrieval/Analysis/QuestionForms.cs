namespace TicketRag.Core.Retrieval.Analysis;

/// <summary>A question's words, each as its term and that term's other forms.</summary>
internal readonly struct QuestionForms() : IFormSink
{
    private readonly List<List<string>> _words = [];

    public static List<List<string>> Of(ITextAnalyzer analyzer, ReadOnlySpan<char> question)
    {
        var forms = new QuestionForms();
        analyzer.ReadQuestion(question, ref forms);
        return forms._words;
    }

    public void Add(ReadOnlySpan<char> term) => _words.Add([term.ToString()]);

    public void AddForm(ReadOnlySpan<char> form) => _words[^1].Add(form.ToString());
}
