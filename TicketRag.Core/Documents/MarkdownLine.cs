namespace TicketRag.Core.Documents;

/// <summary>A line of Markdown, without the white space around it.</summary>
internal readonly record struct MarkdownLine(string Text, int Start, int End, int Number)
{
    private const int MostMarkerLength = 10;

    public ReadOnlySpan<char> Content => Text.AsSpan(Start, End - Start);

    /// <summary>1 to 6, or 0 where it is no heading.</summary>
    public int HeadingLevel => Content.IndexOfAnyExcept('#') is >= 1 and <= 6 and var level && Content[level] is ' ' or '\t' ? level : 0;

    /// <summary>The marks that open fenced code here; null for none.</summary>
    public string? Fence => Content.StartsWith("```", StringComparison.Ordinal) ? "```" : Content.StartsWith("~~~", StringComparison.Ordinal) ? "~~~" : null;

    public static IEnumerable<MarkdownLine> Of(string text)
    {
        var (start, number) = (0, 0);
        while (start < text.Length)
        {
            var end = text.IndexOf('\n', start);
            end = end < 0 ? text.Length : end;
            yield return Trimmed(text, start, end, ++number);
            start = end + 1;
        }
    }

    public bool Closes(string fence) => Content.StartsWith(fence, StringComparison.Ordinal) && Content.Trim(fence[0]).IsEmpty;

    /// <summary>What the line belongs to or begins; null where it is empty.</summary>
    public BlockKind? KindAfter(BlockKind? open)
    {
        if (Start == End)
        {
            return null;
        }

        if (Fence is not null)
        {
            return BlockKind.Code;
        }

        if (HeadingLevel > 0)
        {
            return BlockKind.Heading;
        }

        return Content[0] == '|' && Content[1..].Contains('|') ? BlockKind.Table
            : IsListItem || open == BlockKind.ListItem ? BlockKind.ListItem
            : BlockKind.Paragraph;
    }

    /// <summary>Whether an item of a list begins here.</summary>
    public bool IsListItem => Start < End && StartsWithMarker(Content);

    /// <summary>Whether it is what divides a table's header from its rows.</summary>
    public bool IsTableRule => Content.IndexOfAnyExcept("|-: ") < 0 && Content.Contains('-');

    private static bool StartsWithMarker(ReadOnlySpan<char> content)
    {
        if (content[0] is '-' or '*' or '+')
        {
            return content.Length > 1 && content[1] == ' ';
        }

        var digits = content.IndexOfAnyExceptInRange('0', '9');
        return digits is > 0 and < MostMarkerLength && content[digits] is '.' or ')' && digits + 1 < content.Length && content[digits + 1] == ' ';
    }

    private static MarkdownLine Trimmed(string text, int start, int end, int number)
    {
        while (start < end && char.IsWhiteSpace(text[start]))
        {
            start++;
        }

        while (end > start && char.IsWhiteSpace(text[end - 1]))
        {
            end--;
        }

        return new(text, start, end, number);
    }
}
