namespace TicketRag.Pdf.Layout;

/// <summary>
/// Puts glyphs together to words: first as they were drawn, then across pieces that were drawn apart. Gaps count in
/// parts of the font size.
/// </summary>
internal static class WordFinder
{
    private const float BreakingGap = 0.1f;
    private const float BreakingOverlap = 0.3f;
    private const float BreakingShift = 0.08f;
    private const float SeamlessGap = 0.02f;
    private const float SeamlessOverlap = 0.04f;
    private const float JoiningGap = 0.1f;
    private const float JoiningOverlap = 0.4f;

    // Low enough for indices and exponents, which belong to the word that they touch.
    private const float SameLine = 0.2f;
    private const float BucketHeight = 8;

    public static List<WordDraft> Find(List<FrameGlyph> glyphs, Budget budget)
    {
        var pieces = Pieces(glyphs, budget);
        return Join(LetterSpacing.Close(pieces), budget);
    }

    private static List<WordDraft> Pieces(List<FrameGlyph> glyphs, Budget budget)
    {
        var pieces = new List<WordDraft>(glyphs.Count / 4);
        WordDraft? current = null;
        for (var i = 0; i < glyphs.Count; i++)
        {
            budget.Step();
            var glyph = glyphs[i];
            if (string.IsNullOrWhiteSpace(glyph.Text))
            {
                current?.AddSpace(glyph);
            }
            else if (current is not null && !current.IsSpaceAfter && Continues(current, glyph))
            {
                current.Add(i, glyph);
            }
            else
            {
                current?.IsSpaceAfter &= !IsSpaceTakenBack(current, glyph);
                pieces.Add(current = new WordDraft(i, glyph));
            }
        }

        return pieces;
    }

    /// <summary>Whether a glyph was moved back over a space to where the word before it ends: no space is seen then.</summary>
    private static bool IsSpaceTakenBack(WordDraft word, in FrameGlyph glyph)
    {
        var gap = (glyph.Left - word.Right) / Math.Min(word.Size, glyph.Size);
        return word.HasWideSpace && gap is > -SeamlessOverlap and < SeamlessGap
            && Math.Abs(glyph.Base - word.Base) <= BreakingShift * glyph.Size;
    }

    private static bool Continues(WordDraft word, in FrameGlyph glyph)
    {
        var size = Math.Min(word.Size, glyph.Size);
        var gap = glyph.Left - word.Right;
        return gap <= BreakingGap * size && gap >= -Math.Max(BreakingOverlap * size, glyph.Right - glyph.Left + 0.1f)
            && glyph.Left >= word.Left - (BreakingGap * size)
            && Math.Abs(glyph.Base - word.Base) <= BreakingShift * size;
    }

    /// <summary>Sweeps from left to right; each piece is joined to the nearest word that ends where it begins.</summary>
    private static List<WordDraft> Join(List<WordDraft> pieces, Budget budget)
    {
        var words = new List<WordDraft>(pieces.Count);
        var open = new Dictionary<int, List<WordDraft>>();
        foreach (var piece in pieces.OrderBy(piece => piece.Left))
        {
            budget.Step();
            var bucket = (int)Math.Floor(piece.Base / BucketHeight);
            var before = Before(piece, bucket, open);
            if (before is null)
            {
                words.Add(piece);
                if (!open.TryGetValue(bucket, out var list))
                {
                    open[bucket] = list = [];
                }

                list.Add(piece);
            }
            else
            {
                before.Append(piece);
            }
        }

        return words;
    }

    private static WordDraft? Before(WordDraft piece, int bucket, Dictionary<int, List<WordDraft>> open)
    {
        var reach = 1 + (int)(piece.Size / BucketHeight);
        WordDraft? best = null;
        for (var i = bucket - Math.Min(reach, 8); i <= bucket + Math.Min(reach, 8); i++)
        {
            if (!open.TryGetValue(i, out var words))
            {
                continue;
            }

            // What ends far to the left can be joined to nothing that comes later in the sweep.
            words.RemoveAll(word => word.Right < piece.Left - (word.Size * 2));
            foreach (var word in words)
            {
                if (Joins(word, piece) && (best is null || word.Right > best.Right))
                {
                    best = word;
                }
            }
        }

        return best;
    }

    private static bool Joins(WordDraft word, WordDraft piece)
    {
        var size = Math.Min(word.Size, piece.Size);
        var gap = piece.Left - word.Right;
        return !word.IsSpaceAfter && gap <= JoiningGap * size && gap >= -JoiningOverlap * size
            && Math.Max(word.Size, piece.Size) < 2.5f * size
            && word.CoreOverlap(piece) >= SameLine;
    }
}
