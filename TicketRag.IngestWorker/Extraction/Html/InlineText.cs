using System.Text;

namespace TicketRag.IngestWorker.Extraction.Html;

/// <summary>Text between tags: its line breaks are spaces, those of <c>br</c> are lines, and two of those in a row part paragraphs.</summary>
internal static class InlineText
{
    public static string Collapse(string text) => text.AsSpan().IndexOfAny('\r', '\n') < 0 ? text : text.Replace('\n', ' ').Replace('\r', ' ');

    public static IEnumerable<string> Parts(StringBuilder line)
    {
        if (line.Length == 0)
        {
            return [];
        }

        var text = CleanText.OfParagraph(BreakTwice(line.ToString()));
        return text.Split('\uE01E', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    private static string BreakTwice(string text)
    {
        if (!text.Contains('\n'))
        {
            return text;
        }

        var result = new StringBuilder(text.Length);
        var breaks = 0;
        foreach (var c in text)
        {
            breaks = c == '\n' ? breaks + 1 : char.IsWhiteSpace(c) ? breaks : 0;
            result.Append(breaks == 2 && c == '\n' ? '\uE01E' : c);
        }

        return result.ToString();
    }
}
