using TicketRag.Core.Retrieval.Analysis;

namespace TicketRag.Core.Retrieval.Reranking;

/// <summary>A question's terms and their pieces, numbered, each with how often it is asked for. The forms that a word has in several languages are one term.</summary>
internal sealed class QuestionWords
{
    private const int LeastThatAsk = 3;

    private readonly NumberedKeys _terms = new();
    private readonly NumberedKeys _pieces = new();
    private readonly List<int> _names = [];

    public IReadOnlyList<int> TermCounts => _terms.Counts;

    public IReadOnlyList<int> PieceCounts => _pieces.Counts;

    /// <summary>Terms that name one thing and no other: <c>e1042</c>, <c>4.7</c>, <c>27001</c>.</summary>
    public IReadOnlyList<int> Names => _names;

    /// <summary>The terms that an answer has to speak of: those of its asking sentences where it has others besides, else all.</summary>
    public IReadOnlyCollection<int> Essential { get; private set; } = [];

    public static QuestionWords Of(ITextAnalyzer analyzer, string question)
    {
        var words = new QuestionWords();
        var sink = new Sink(words);
        analyzer.ReadQuestion(question, ref sink);
        int[] asking = AskingSentences.Of(question) is { } part
            ? [.. analyzer.QuestionTerms(part).Select(term => words.Term(TermKey.Of(term))).Where(number => number >= 0).Distinct()]
            : [];
        words.Essential = asking.Length >= LeastThatAsk ? asking : [.. Enumerable.Range(0, words.TermCounts.Count)];
        return words;
    }

    /// <summary>The number of the term with this <see cref="TermKey"/>, or -1.</summary>
    public int Term(ulong key) => _terms.Find(key);

    public int Piece(ulong piece) => _pieces.Find(piece);

    private static bool IsName(ReadOnlySpan<char> term)
    {
        var (digits, letters) = (0, 0);
        foreach (var c in term)
        {
            digits += char.IsDigit(c) ? 1 : 0;
            letters += char.IsLetter(c) ? 1 : 0;
        }

        return digits > 0 && (term.Length >= 4 || letters > 0 || term.Contains('.'));
    }

    private int Add(ReadOnlySpan<char> term)
    {
        var number = _terms.Count(TermKey.Of(term));
        if (_terms.Counts[number] == 1 && IsName(term))
        {
            _names.Add(number);
        }

        foreach (var piece in WordPieces.Of(term))
        {
            _pieces.Count(piece);
        }

        return number;
    }

    private struct Sink(QuestionWords words) : IFormSink
    {
        private int _last;

        public void Add(ReadOnlySpan<char> term) => _last = words.Add(term);

        public readonly void AddForm(ReadOnlySpan<char> form) => words._terms.Alias(TermKey.Of(form), _last);
    }
}
