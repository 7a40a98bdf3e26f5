using System.Text.RegularExpressions;

namespace TicketRag.Core.Answers;

/// <summary>Cuts a chunk into what can stand as a step: list items, and sentences of paragraphs. Headings and code are left out, tables where they are not asked for.</summary>
internal static partial class Sentences
{
    /// <summary>Each is a verbatim span of <paramref name="text"/>.</summary>
    /// <param name="withRows">Rows of tables too, but not the row that names their columns.</param>
    public static IEnumerable<Sentence> Of(string text, bool withRows = false)
    {
        var (fenced, header) = (false, default(string));
        var lines = text.Split('\n', StringSplitOptions.TrimEntries);
        for (var at = 0; at < lines.Length; at++)
        {
            var line = lines[at];
            var isRow = !fenced && line.StartsWith('|');
            header = isRow ? header : null;
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                fenced = !fenced;
            }
            else if (fenced || line.Length == 0 || line[0] is '#' or '>')
            {
                continue;
            }
            else if (isRow)
            {
                if (at + 1 < lines.Length && TableRule().IsMatch(lines[at + 1]))
                {
                    header = line;
                }
                else if (withRows && line.Any(char.IsLetterOrDigit))
                {
                    yield return new(line, IsListItem: true, header);
                }
            }
            else if (ListMarker().Match(line) is { Success: true } marker)
            {
                yield return new(line[marker.Length..], IsListItem: true, null);
            }
            else
            {
                foreach (var sentence in SentenceEnd().Split(line).Where(sentence => sentence.Length > 0))
                {
                    yield return new(sentence, IsListItem: false, null);
                }
            }
        }
    }

    [GeneratedRegex(@"^\|[\s:|-]*-[\s:|-]*$")]
    private static partial Regex TableRule();

    [GeneratedRegex(@"^(?:[-*+•]|\d{1,2}[.)])\s+")]
    private static partial Regex ListMarker();

    [GeneratedRegex("""(?<=[.!?])\s+(?=["'(\p{Lu}\d])""")]
    private static partial Regex SentenceEnd();
}

/// <param name="Header">Of a table's row: the row that names its columns.</param>
internal readonly record struct Sentence(string Quote, bool IsListItem, string? Header);
