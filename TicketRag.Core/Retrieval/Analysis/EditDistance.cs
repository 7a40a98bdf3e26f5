namespace TicketRag.Core.Retrieval.Analysis;

/// <summary>
/// How many letters must be put in, taken out, replaced or exchanged with their neighbour to make one word of another (Damerau, "A technique for computer detection
/// and correction of spelling errors", CACM 1964; in the form that changes no place twice).
/// </summary>
internal static class EditDistance
{
    /// <summary>For words of at most <see cref="TextAnalyzer.MaxTermLength"/>.</summary>
    /// <param name="most">Where it is more, any number above this is returned.</param>
    public static int Between(ReadOnlySpan<char> one, ReadOnlySpan<char> other, int most)
    {
        if (Math.Abs(one.Length - other.Length) > most)
        {
            return most + 1;
        }

        Span<int> beforeLast = stackalloc int[TextAnalyzer.MaxTermLength + 1];
        Span<int> last = stackalloc int[TextAnalyzer.MaxTermLength + 1];
        Span<int> row = stackalloc int[TextAnalyzer.MaxTermLength + 1];
        for (var j = 0; j <= other.Length; j++)
        {
            last[j] = j;
        }

        for (var i = 1; i <= one.Length; i++)
        {
            row[0] = i;
            var least = i;
            for (var j = 1; j <= other.Length; j++)
            {
                row[j] = Math.Min(Math.Min(last[j], row[j - 1]) + 1, last[j - 1] + (one[i - 1] == other[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1])
                {
                    row[j] = Math.Min(row[j], beforeLast[j - 2] + 1);
                }

                least = Math.Min(least, row[j]);
            }

            if (least > most)
            {
                return least;
            }

            var free = beforeLast;
            beforeLast = last;
            last = row;
            row = free;
        }

        return last[other.Length];
    }
}
