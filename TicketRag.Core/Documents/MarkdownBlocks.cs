namespace TicketRag.Core.Documents;

/// <summary>Paragraphs (or whole code fences) with the headings above them. Plain text is Markdown without headings.</summary>
internal static class MarkdownBlocks
{
    public const string HeadingSeparator = " › ";

    public static IEnumerable<TextBlock> Read(string text)
    {
        var headings = new List<(int Level, string Title)>();
        int? start = null;
        var end = 0;
        var fenced = false;
        foreach (var (lineStart, lineEnd) in Lines(text))
        {
            var line = text[lineStart..lineEnd].Trim();
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                fenced = !fenced;
            }

            var heading = fenced ? 0 : HeadingLevel(line);
            if (!fenced && (line.Length == 0 || heading > 0) && start is { } opened)
            {
                yield return new(opened, end, Path(headings));
                start = null;
            }

            if (heading > 0)
            {
                headings.RemoveAll(above => above.Level >= heading);
                headings.Add((heading, line[heading..].Trim()));
            }

            if (line.Length > 0)
            {
                start ??= lineStart + LeadingSpace(text, lineStart, lineEnd);
                end = lineEnd - TrailingSpace(text, lineStart, lineEnd);
            }
        }

        if (start is { } last)
        {
            yield return new(last, end, Path(headings));
        }
    }

    private static IEnumerable<(int Start, int End)> Lines(string text)
    {
        var start = 0;
        while (start < text.Length)
        {
            var end = text.IndexOf('\n', start);
            end = end < 0 ? text.Length : end;
            yield return (start, end);
            start = end + 1;
        }
    }

    private static int HeadingLevel(string line)
    {
        var level = line.AsSpan().IndexOfAnyExcept('#');
        return level is >= 1 and <= 6 && line[level] == ' ' ? level : 0;
    }

    private static string? Path(List<(int Level, string Title)> headings) =>
        headings.Count == 0 ? null : string.Join(HeadingSeparator, headings.Select(heading => heading.Title));

    private static int LeadingSpace(string text, int start, int end) => end - start - text.AsSpan(start, end - start).TrimStart().Length;

    private static int TrailingSpace(string text, int start, int end) => end - start - text.AsSpan(start, end - start).TrimEnd().Length;
}

internal readonly record struct TextBlock(int Start, int End, string? HeadingPath);
