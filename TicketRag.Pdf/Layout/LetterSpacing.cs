using System.Runtime.InteropServices;

namespace TicketRag.Pdf.Layout;

/// <summary>
/// Puts letters back together that were spread to fill a line or to look grand. Character spacing alone does not tell:
/// some writers make their word spaces of it.
/// </summary>
internal static class LetterSpacing
{
    private const int FewestGaps = 3;
    private const float WidestGap = 0.35f;
    private const float WidestWordGap = 1.2f;

    // How much wider than between letters a gap between spread words is.
    private const float WordGap = 0.15f;
    private const float BreakingShift = 0.08f;

    /// <summary>The pieces in the order in which they were drawn, those of spread words chained to their first.</summary>
    public static List<WordDraft> Close(List<WordDraft> pieces)
    {
        var isClosed = false;
        for (var start = 0; start < pieces.Count;)
        {
            var end = RunFrom(pieces, start);
            isClosed |= TryClose(CollectionsMarshal.AsSpan(pieces)[start..end]);
            start = Math.Max(end, start + 1);
        }

        if (isClosed)
        {
            pieces.RemoveAll(piece => piece.IsContinuation);
        }

        return pieces;
    }

    private static int RunFrom(List<WordDraft> pieces, int start)
    {
        var end = start;
        while (end < pieces.Count && pieces[end].IsLetter && (end == start || Follows(pieces[end - 1], pieces[end])))
        {
            end++;
        }

        return end;
    }

    private static bool Follows(WordDraft one, WordDraft next) =>
        Gap(one, next) > 0 && Gap(one, next) <= (one.IsSpaceAfter ? WidestWordGap : WidestGap)
        && Math.Abs(one.Base - next.Base) <= BreakingShift * one.Size
        && Math.Abs(one.Size - next.Size) <= BreakingShift * one.Size;

    private static float Gap(WordDraft one, WordDraft next) => (next.Left - one.Right) / one.Size;

    private static bool TryClose(Span<WordDraft> run)
    {
        var (gaps, least) = (0, float.MaxValue);
        for (var i = 1; i < run.Length; i++)
        {
            if (!run[i - 1].IsSpaceAfter)
            {
                gaps++;
                least = Math.Min(least, Gap(run[i - 1], run[i]));
            }
        }

        if (gaps < FewestGaps)
        {
            return false;
        }

        // The word grows to the right as letters are put to it, so that its gap to the next is that of its last letter.
        var word = run[0];
        foreach (var letter in run[1..])
        {
            if (word.IsSpaceAfter || Gap(word, letter) > least + WordGap)
            {
                word = letter;
            }
            else
            {
                word.Append(letter);
            }
        }

        return true;
    }
}
