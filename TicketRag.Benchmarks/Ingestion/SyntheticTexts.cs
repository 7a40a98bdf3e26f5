namespace TicketRag.Benchmarks.Ingestion;

/// <summary>Texts that nobody wrote, the same in every run: words by Zipf's law in sentences and paragraphs, and one word that no other text has.</summary>
internal sealed class SyntheticTexts(int seed)
{
    private const int Vocabulary = 8_000;
    private const int WordsPerSentence = 12;
    private const int SentencesPerParagraph = 5;

    private static readonly string[] Words =
        [.. Enumerable.Range(1, Vocabulary).Select(rank => string.Concat(Enumerable.Range(0, 4).Select(place => "bdfgklmnprstvzaeiou"[(rank * 7919 >> (place * 3)) % 19])))];

    private readonly Random _random = new(seed);
    private int _made;

    public Text Next(int words)
    {
        var mark = $"mark{seed}x{_made++}";
        var paragraphs = Enumerable.Range(0, Math.Max(1, words / (WordsPerSentence * SentencesPerParagraph))).Select(_ => Paragraph());
        return new(mark, $"{mark} {string.Join("\n\n", paragraphs)}");
    }

    private string Paragraph() => string.Join(' ', Enumerable.Range(0, SentencesPerParagraph).Select(_ => string.Join(' ', Enumerable.Range(0, WordsPerSentence).Select(_ => Word())) + "."));

    // The logarithm of a uniform number is Zipf's law as near as is needed here.
    private string Word() => Words[(int)Math.Pow(Vocabulary, _random.NextDouble()) - 1];

    /// <param name="Mark">A word that only this text has.</param>
    internal sealed record Text(string Mark, string Body);
}
