using TicketRag.Core.Retrieval.Analysis;

namespace TicketRag.Core.Retrieval.Reranking;

/// <summary>What of a question's words stands in a passage, and where.</summary>
internal sealed class PassageWords
{
    /// <summary>Positions of question terms, ascending.</summary>
    public List<(int Position, int Term)> Places { get; } = [];

    /// <summary>How often each question term counts, its lead included.</summary>
    public Dictionary<int, float> Terms { get; } = [];

    public Dictionary<int, float> Pieces { get; } = [];

    /// <summary>All of the passage's distinct terms, by their number in the <see cref="PassageReader"/>.</summary>
    public HashSet<int> Vocabulary { get; } = [];

    /// <summary>Number of terms.</summary>
    public int Length { get; set; }

    /// <summary>Number of terms as BM25 counts them, its lead included.</summary>
    public int WeightedLength { get; set; }

    public int PieceLength { get; set; }
}

/// <summary>Reads the passages of one question. Words come again and again, so each is looked at once.</summary>
internal sealed class PassageReader(ITextAnalyzer analyzer, QuestionWords question)
{
    private readonly Dictionary<string, Word> _known = new(StringComparer.Ordinal);
    private readonly List<ulong> _room = [];
    private readonly List<bool> _areQuestionsOrNumbers = [];

    public PassageWords Read(string text)
    {
        var words = new PassageWords();
        var sink = new Sink(this, words);
        analyzer.Read(text, ref sink);
        return words;
    }

    /// <summary>Whether the word was asked for, or has a digit in it: then two passages that differ in it are not the same.</summary>
    public bool Distinguishes(int word) => _areQuestionsOrNumbers[word];

    private void Add(ReadOnlySpan<char> term, PassageWords words)
    {
        if (!_known.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(term, out var word))
        {
            word = Look(term.ToString());
        }

        var count = Bm25.CountAt(words.Length);
        if (word.Term >= 0)
        {
            words.Places.Add((words.Length, word.Term));
            words.Terms[word.Term] = words.Terms.GetValueOrDefault(word.Term) + count;
        }

        foreach (var piece in word.Pieces)
        {
            words.Pieces[piece] = words.Pieces.GetValueOrDefault(piece) + 1;
        }

        words.Vocabulary.Add(word.Number);
        words.Length++;
        words.WeightedLength += count;
        words.PieceLength += WordPieces.CountOf(term.Length);
    }

    private Word Look(string term)
    {
        WordPieces.Read(term, _room);
        var number = question.Term(term);
        var word = new Word(_known.Count, number, [.. _room.Select(question.Piece).Where(piece => piece >= 0)]);
        _known.Add(term, word);
        _areQuestionsOrNumbers.Add(number >= 0 || term.Any(char.IsDigit));
        return word;
    }

    private sealed record Word(int Number, int Term, int[] Pieces);

    private readonly struct Sink(PassageReader reader, PassageWords words) : ITermSink
    {
        public void Add(ReadOnlySpan<char> term) => reader.Add(term, words);
    }
}
