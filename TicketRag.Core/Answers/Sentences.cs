using System.Text.RegularExpressions;

namespace TicketRag.Core.Answers;

/// <summary>Cuts a chunk into what can stand as a step: list items, and sentences of paragraphs. Headings, tables and code are left out.</summary>
internal static partial class Sentences
{
    /// <summary>Each is a verbatim span of <paramref name="text"/>; the flag says that it was a list item.</summary>
    public static IEnumerable<(string Quote, bool IsListItem)> Of(string text)
    {
        var fenced = false;
        foreach (var line in text.Split('\n').Select(line => line.Trim()))
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                fenced = !fenced;
            }
            else if (fenced || line.Length == 0 || line[0] is '#' or '|' or '>')
            {
                continue;
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
