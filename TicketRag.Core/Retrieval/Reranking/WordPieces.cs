namespace TicketRag.Core.Retrieval.Reranking;

/// <summary>Runs of four characters within a term, its two ends being characters too: what a typo or a compound still shares with the word.</summary>
internal static class WordPieces
{
    public const int Length = 4;

    /// <summary>How many a term of that length has.</summary>
    public static int CountOf(int termLength) => Math.Max(0, termLength + 2 - Length + 1);

    /// <summary>Each piece as one number.</summary>
    public static Enumerator Of(ReadOnlySpan<char> term) => new(term);

    public ref struct Enumerator(ReadOnlySpan<char> term)
    {
        private readonly ReadOnlySpan<char> _term = term;
        private int _at;

        public ulong Current { get; private set; } = '<';

        public readonly Enumerator GetEnumerator() => this;

        public bool MoveNext()
        {
            while (_at <= _term.Length)
            {
                Current = (Current << 16) | (_at < _term.Length ? _term[_at] : '>');
                if (_at++ >= Length - 2)
                {
                    return true;
                }
            }

            return false;
        }
    }
}
