using System.Globalization;

namespace TicketRag.Core.Documents;

/// <summary>
/// How many tokens an embedding model would make of a text, estimated without any model's vocabulary: a word counts one for each started six letters,
/// a number one for each started three digits, an ideograph or a mark one. An estimate: it was not compared with any model's tokenizer.
/// </summary>
public static class TokenCount
{
    private const int LettersPerToken = 6;
    private const int DigitsPerToken = 3;

    public static int Of(ReadOnlySpan<char> text)
    {
        var tokens = 0;
        for (var at = 0; at < text.Length;)
        {
            at += TokenRun(text, at, int.MaxValue, out var cost);
            tokens += cost;
        }

        return tokens;
    }

    /// <summary>The length of the longest beginning of <paramref name="text"/> that has at most this many tokens; at least one character.</summary>
    public static int LengthOf(ReadOnlySpan<char> text, int maxTokens)
    {
        var at = 0;
        while (at < text.Length)
        {
            var run = TokenRun(text, at, maxTokens, out var cost);
            if (cost > maxTokens)
            {
                break;
            }

            maxTokens -= cost;
            at += run;
        }

        return at > 0 ? at : Math.Min(text.Length, char.IsHighSurrogate(text[0]) ? 2 : 1);
    }

    // One word (at most as much of it as may be taken), number, ideograph, mark or stretch of white space.
    private static int TokenRun(ReadOnlySpan<char> text, int at, int maxTokens, out int cost)
    {
        var (kind, perToken) = KindOf(text[at]);
        if (perToken == 0)
        {
            cost = kind == Space ? 0 : 1;
            return char.IsHighSurrogate(text[at]) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]) ? 2 : 1;
        }

        var most = maxTokens < int.MaxValue / perToken ? Math.Max(1, maxTokens) * perToken : int.MaxValue;
        var end = at + 1;
        while (end < text.Length && end - at < most && KindOf(text[end]).Kind == kind)
        {
            end++;
        }

        cost = (end - at + perToken - 1) / perToken;
        return end - at;
    }

    private const int Space = 0;
    private const int Letter = 1;
    private const int Digit = 2;
    private const int Single = 3;

    private static (int Kind, int PerToken) KindOf(char c) => c switch
    {
        >= 'a' and <= 'z' or >= 'A' and <= 'Z' => (Letter, LettersPerToken),
        >= '0' and <= '9' => (Digit, DigitsPerToken),
        ' ' or '\n' or '\r' or '\t' => (Space, 0),
        >= '\u2E80' and <= '\uD7FF' => (Single, 0),
        _ when char.IsWhiteSpace(c) => (Space, 0),
        _ when char.IsLetter(c) || CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark => (Letter, LettersPerToken),
        _ when char.IsDigit(c) => (Digit, DigitsPerToken),
        _ => (Single, 0),
    };
}
