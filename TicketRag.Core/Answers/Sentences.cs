using System.Text.RegularExpressions;

namespace TicketRag.Core.Answers;

/// <summary>Cuts a chunk into what can stand as a step: list items, and sentences of paragraphs. Headings and code are left out, tables where they are not asked for.</summary>
internal static partial class Sentences
{
    /// <summary>Each is a verbatim span of <paramref name="text"/>; the flag says that it was a list item.</summary>
    /// <param name="withRows">Rows of tables too.</param>
    public static IEnumerable<(string Quote, bool IsListItem)> Of(string text, bool withRows = false)
    {
        var fenced = false;
        foreach (var line in text.Split('\n').Select(line => line.Trim()))
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                fenced = !fenced;
            }
            else if (fenced || line.Length == 0 || line[0] is '#' or '>')
            {
                continue;
            }
            else if (line[0] == '|')
            {
                if (withRows && line.Any(char.IsLetterOrDigit))
                {
                    yield return (line, true);
                }
            }
            else if (ListMarker().Match(line) is { Success: true } marker)
            {
                yield return (line[marker.Length..], true);
            }
            else
            {
                foreach (var sentence in SentenceEnd().Split(line).Where(sentence => sentence.Length > 0))
                {
                    yield return (sentence, false);
                }
            }
        }
    }

    [GeneratedRegex(@"^(?:[-*+•]|\d{1,2}[.)])\s+")]
    private static partial Regex ListMarker();

    [GeneratedRegex("""(?<=[.!?])\s+(?=["'(\p{Lu}\d])""")]
    private static partial Regex SentenceEnd();
}
