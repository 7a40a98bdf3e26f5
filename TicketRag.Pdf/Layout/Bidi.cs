namespace TicketRag.Pdf.Layout;

/// <summary>
/// From the order in which right-to-left text stands on the page to the order in which it is read: the rules of the
/// Unicode bidirectional algorithm as far as they can be undone.
/// </summary>
internal static class Bidi
{
    public static bool IsRightToLeft(string text)
    {
        foreach (var unit in text)
        {
            if (IsRightToLeft(unit))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Hebrew, Arabic, Syriac, Thaana, N'Ko and their presentation forms.</summary>
    private static bool IsRightToLeft(char unit) =>
        unit is >= '\u0590' and <= '\u08FF' and not (>= '\u0660' and <= '\u0669') and not (>= '\u06F0' and <= '\u06F9')
            or (>= '\uFB1D' and <= '\uFDFF') or (>= '\uFE70' and <= '\uFEFC');

    private static bool IsLeftToRight(string text)
    {
        foreach (var unit in text)
        {
            if (char.IsLetter(unit) && !IsRightToLeft(unit))
            {
                return true;
            }
        }

        return false;
    }

    public static bool IsMostlyRightToLeft(List<FrameGlyph> glyphs)
    {
        var (right, left) = (0, 0);
        foreach (var glyph in glyphs)
        {
            right += IsRightToLeft(glyph.Text) ? 1 : 0;
            left += IsLeftToRight(glyph.Text) ? 1 : 0;
        }

        return right > left;
    }

    /// <summary>The glyphs of one word, from right to left; numbers in it keep running to the right.</summary>
    public static void ToLogicalOrder(List<FrameGlyph> glyphs)
    {
        var sorted = glyphs.OrderBy(glyph => glyph.Left + glyph.Right).ToList();
        sorted.Reverse();
        ReverseRuns(sorted, glyph => IsNumber(glyph.Text) || IsLeftToRight(glyph.Text));
        glyphs.Clear();
        glyphs.AddRange(sorted);
    }

    private static bool IsNumber(string text) => text.Length > 0 && char.IsDigit(text[0]);

    /// <summary>The words of one line, which stand from left to right, in the order in which they are read.</summary>
    public static void ToLogicalOrder(List<PdfWord> words)
    {
        var right = words.Count(word => IsRightToLeft(word.Text));
        if (right == 0)
        {
            return;
        }

        var left = words.Count(word => IsLeftToRight(word.Text) && !IsRightToLeft(word.Text));
        if (right >= left)
        {
            words.Reverse();
            ReverseRuns(words, word => !IsRightToLeft(word.Text));
        }
        else
        {
            ReverseRuns(words, word => IsRightToLeft(word.Text));
        }
    }

    private static void ReverseRuns<T>(List<T> items, Func<T, bool> belongs)
    {
        for (var start = 0; start < items.Count; start++)
        {
            var end = start;
            while (end < items.Count && belongs(items[end]))
            {
                end++;
            }

            if (end - start > 1)
            {
                items.Reverse(start, end - start);
            }

            start = Math.Max(start, end - 1);
        }
    }
}
