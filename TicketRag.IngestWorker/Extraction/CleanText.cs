using System.Text;

namespace TicketRag.IngestWorker.Extraction;

/// <summary>Makes any text fit to be stored, shown and searched: no control characters, no halves of surrogate pairs, white space in order.</summary>
public static class CleanText
{
    /// <summary>One line, with single spaces.</summary>
    public static string OfLine(string text) => Clean(text, keepLines: false, keepSpaces: false);

    /// <summary>Lines stay; spaces within them are single.</summary>
    public static string OfParagraph(string text) => Clean(text, keepLines: true, keepSpaces: false);

    /// <summary>Lines and spaces stay.</summary>
    public static string OfCode(string text) => Clean(text, keepLines: true, keepSpaces: true).Trim('\n').TrimEnd();

    private static string Clean(string text, bool keepLines, bool keepSpaces)
    {
        var clean = new StringBuilder(text.Length);
        var space = default(char?);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '\n' || (c == '\r' && (i + 1 == text.Length || text[i + 1] != '\n')) || c is '\u2028' or '\u0085')
            {
                space = Line(clean, keepLines, keepSpaces, space);
            }
            else if (char.IsWhiteSpace(c))
            {
                space = keepSpaces && c != '\r' ? Keep(clean, c) : space ?? ' ';
            }
            else if (IsText(text, i))
            {
                Flush(clean, ref space);
                clean.Append(c);
            }
            else if (char.IsSurrogate(c))
            {
                Flush(clean, ref space);
                clean.Append('\uFFFD');
            }
        }

        return clean.ToString();
    }

    private static char? Line(StringBuilder clean, bool keepLines, bool keepSpaces, char? space)
    {
        if (!keepLines)
        {
            return space ?? ' ';
        }

        if (!keepSpaces)
        {
            return '\n';
        }

        clean.Append('\n');
        return null;
    }

    private static char? Keep(StringBuilder clean, char c)
    {
        clean.Append(c == '\t' ? '\t' : ' ');
        return null;
    }

    private static void Flush(StringBuilder clean, ref char? space)
    {
        if (space is { } pending && clean.Length > 0)
        {
            clean.Append(pending);
        }

        space = null;
    }

    // Soft hyphens and byte order marks are invisible and break words for searching.
    private static bool IsText(string text, int i) => text[i] switch
    {
        '\u00AD' or '\uFEFF' or '\u200B' or '\uFFFE' or '\uFFFF' => false,
        var c when char.IsHighSurrogate(c) => i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]),
        var c when char.IsLowSurrogate(c) => i > 0 && char.IsHighSurrogate(text[i - 1]),
        var c => !char.IsControl(c),
    };
}
