using TicketRag.Core.Retrieval.Analysis;

namespace TicketRag.Core.Retrieval.Reranking;

/// <summary>A question's terms and their pieces, numbered, each with how often it is asked for.</summary>
internal sealed class QuestionWords
{
    private readonly Dictionary<string, int> _terms = new(StringComparer.Ordinal);
    private readonly Dictionary<ulong, int> _pieces = [];
    private readonly List<ulong> _room = [];

    public List<int> TermCounts { get; } = [];

    public List<int> PieceCounts { get; } = [];

    /// <summary>Terms that name one thing and no other: <c>e1042</c>, <c>4.7</c>, <c>27001</c>.</summary>
    public IEnumerable<int> Names => _terms.Where(term => IsName(term.Key)).Select(term => term.Value);

    public static QuestionWords Of(ITextAnalyzer analyzer, string question)
    {
        var words = new QuestionWords();
        var sink = new Sink(words);
        analyzer.Read(question, ref sink);
        return words;
    }

    /// <summary>The term's number, or -1.</summary>
    public int Term(string term) => _terms.GetValueOrDefault(term, -1);

    public int Piece(ulong piece) => _pieces.GetValueOrDefault(piece, -1);

    private static bool IsName(string term) =>
        term.Any(char.IsDigit) && (term.Length >= 4 || term.Contains('.', StringComparison.Ordinal) || term.Any(char.IsLetter));

    private void Add(ReadOnlySpan<char> term)
    {
        Count(_terms, term.ToString(), TermCounts);
        WordPieces.Read(term, _room);
        foreach (var piece in _room)
        {
            Count(_pieces, piece, PieceCounts);
        }
    }

    private static void Count<T>(Dictionary<T, int> numbers, T key, List<int> counts)
        where T : notnull
    {
        if (numbers.TryAdd(key, counts.Count))
        {
            counts.Add(0);
        }

        counts[numbers[key]]++;
    }

    private readonly struct Sink(QuestionWords words) : ITermSink
    {
        public void Add(ReadOnlySpan<char> term) => words.Add(term);
    }
}
