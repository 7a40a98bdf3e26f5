namespace TicketRag.Core.Retrieval.Reranking;

/// <summary>Runs of four characters within a term, its two ends being characters too: what a typo or a compound still shares with the word.</summary>
internal static class WordPieces
{
    public const int Length = 4;

    /// <summary>How many a term of that length has.</summary>
    public static int CountOf(int termLength) => Math.Max(0, termLength + 2 - Length + 1);

    /// <summary>Each piece as one number.</summary>
    public static void Read(ReadOnlySpan<char> term, List<ulong> pieces)
    {
        pieces.Clear();
        var piece = (ulong)'<';
        for (var i = 0; i <= term.Length; i++)
        {
            piece = (piece << 16) | (i < term.Length ? term[i] : '>');
            if (i >= Length - 2)
            {
                pieces.Add(piece);
            }
        }
    }
}
