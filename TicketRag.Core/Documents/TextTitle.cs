namespace TicketRag.Core.Documents;

/// <summary>What a text without a title is called: its first line.</summary>
public static class TextTitle
{
    private const int MaxLength = 120;

    public static string Of(string text)
    {
        var line = text.AsSpan().Trim();
        line = line[..(line.IndexOfAny('\r', '\n') is var end and >= 0 ? end : line.Length)].TrimStart('#').Trim();
        return line.Length <= MaxLength ? line.ToString() : $"{line[..(char.IsHighSurrogate(line[MaxLength - 1]) ? MaxLength - 1 : MaxLength)]}…";
    }
}
