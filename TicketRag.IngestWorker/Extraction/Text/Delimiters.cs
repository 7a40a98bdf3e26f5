namespace TicketRag.IngestWorker.Extraction.Text;

/// <summary>Tells delimited text from prose: nearly every line has the same number of a delimiter outside quotes.</summary>
internal static class Delimiters
{
    private const int MostLines = 100;
    private const int LeastLines = 3;

    private static readonly char[] Candidates = ['\t', ',', ';', '|'];

    /// <param name="isDeclared">The file says so itself: two columns in one line are enough.</param>
    /// <returns>Null where the text is not delimited.</returns>
    public static char? Find(string sample, bool isDeclared)
    {
        var counts = Candidates.Select(candidate => (candidate, Lines: CountPerLine(sample, candidate))).ToList();
        foreach (var (candidate, lines) in counts.OrderByDescending(entry => entry.Lines.Count == 0 ? 0 : entry.Lines.GroupBy(count => count).Where(group => group.Key > 0).Select(group => group.Count()).DefaultIfEmpty(0).Max()))
        {
            var common = lines.GroupBy(count => count).MaxBy(group => group.Count());
            if (common is { Key: > 0 } && IsRegular(candidate, common.Key, common.Count(), lines.Count, isDeclared))
            {
                return candidate;
            }
        }

        return isDeclared ? ',' : null;
    }

    // One comma a line is what prose has too.
    private static bool IsRegular(char candidate, int perLine, int regular, int lines, bool isDeclared) =>
        isDeclared
            ? regular * 2 >= lines
            : lines >= LeastLines && regular * 10 >= lines * 9 && (perLine > 1 || candidate is '\t' or ';') && candidate != '|';

    private static List<int> CountPerLine(string sample, char delimiter)
    {
        var counts = new List<int>();
        var (count, quoted, characters) = (0, false, 0);
        foreach (var c in sample)
        {
            quoted ^= c == '"';
            count += c == delimiter && !quoted ? 1 : 0;
            characters += c is not ('\n' or '\r') ? 1 : 0;
            if (c != '\n' || quoted)
            {
                continue;
            }

            if (characters > 0)
            {
                counts.Add(count);
            }

            (count, characters) = (0, 0);
            if (counts.Count == MostLines)
            {
                return counts;
            }
        }

        if (characters > 0 && counts.Count == 0)
        {
            counts.Add(count);
        }

        return counts;
    }
}
