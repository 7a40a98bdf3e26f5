namespace TicketRag.Core.Retrieval.Analysis;

/// <summary>Reads a question's misspelt words as the terms that they were taken for, too.</summary>
/// <param name="corrections">By the misspelt term.</param>
internal sealed class CorrectingAnalyzer(ITextAnalyzer analyzer, IReadOnlyDictionary<string, string> corrections) : ITextAnalyzer
{
    public static ITextAnalyzer Of(ITextAnalyzer analyzer, IReadOnlyDictionary<string, string> corrections) =>
        corrections.Count == 0 ? analyzer : new CorrectingAnalyzer(analyzer, corrections);

    public IEnumerable<string> Terms(string text) => analyzer.Terms(text);

    public void Read<TSink>(ReadOnlySpan<char> text, ref TSink sink)
        where TSink : struct, ITermSink => analyzer.Read(text, ref sink);

    public void ReadQuestion<TSink>(ReadOnlySpan<char> question, ref TSink sink)
        where TSink : struct, IFormSink
    {
        foreach (var word in QuestionForms.Of(analyzer, question))
        {
            sink.Add(word[0]);
            foreach (var form in word.Skip(1))
            {
                sink.AddForm(form);
            }

            if (corrections.TryGetValue(word[0], out var correction))
            {
                sink.AddForm(correction);
            }
        }
    }
}
