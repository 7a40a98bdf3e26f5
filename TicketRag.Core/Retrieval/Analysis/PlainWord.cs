namespace TicketRag.Core.Retrieval.Analysis;

/// <summary>
/// Nine words of ten are ASCII letters in lower case, but for the first perhaps, between spaces and punctuation. Whatever else follows is left to the whole rules.
/// </summary>
internal static class PlainWord
{
    private const int MaxLetters = 64;

    /// <summary>How many characters come before the next that may be of a word.</summary>
    public static int Gap(ReadOnlySpan<char> text)
    {
        var at = 0;
        while (at < text.Length && text[at] < 0x80 && !char.IsAsciiLetterOrDigit(text[at]))
        {
            at++;
        }

        return at;
    }

    /// <returns>The length of the plain word that the text begins with; 0 where it begins with none.</returns>
    public static int LengthOf(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || !char.IsAsciiLetter(text[0]))
        {
            return 0;
        }

        var length = 1;
        while (length < text.Length && length < MaxLetters && char.IsAsciiLetterLower(text[length]))
        {
            length++;
        }

        return length >= 2 && (length == text.Length || Ends(text, length)) ? length : 0;
    }

    private static bool Ends(ReadOnlySpan<char> text, int at) => text[at] switch
    {
        ' ' or '\n' or '\r' or '\t' or ',' or ';' or ':' or '!' or '?' or '(' or ')' or '"' or '/' => true,
        '.' => at + 1 == text.Length || text[at + 1] is ' ' or '\n' or '\r',
        _ => false,
    };
}
