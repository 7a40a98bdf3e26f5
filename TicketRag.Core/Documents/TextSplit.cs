namespace TicketRag.Core.Documents;

/// <summary>Cuts text that is too long: after a sentence, else after a word, else anywhere but inside a character. Lines count as sentences in code.</summary>
internal static class TextSplit
{
    private const int MostSpace = 4;

    public static IEnumerable<(int Start, int End)> Pieces(ChunkingOptions options, string text, int start, int end, bool byLine)
    {
        while (true)
        {
            var limit = start + TokenCount.LengthOf(text.AsSpan(start, end - start), options.MaxTokens);
            if (limit >= end)
            {
                yield return (start, end);
                yield break;
            }

            var cut = CutPoint(text, start, limit, byLine);
            yield return (start, TrimEnd(text, start, cut));
            var next = byLine ? cut : OverlapStart(text, start + (cut - start) / 2, cut, options.OverlapTokens);
            start = SkipSpace(text, next, end, keepIndent: byLine);
            if (start >= end)
            {
                yield break;
            }
        }
    }

    /// <summary>Where the last sentences, or else words, before <paramref name="end"/> begin that have at most this many tokens; <paramref name="end"/> if none.</summary>
    public static int OverlapStart(string text, int from, int end, int tokens)
    {
        var words = end;
        var sentence = end;
        for (var at = end - 1; at > from && tokens > 0; at--)
        {
            if (!char.IsWhiteSpace(text[at - 1]) || char.IsWhiteSpace(text[at]))
            {
                continue;
            }

            if (TokenCount.Of(text.AsSpan(at, end - at)) > tokens)
            {
                break;
            }

            words = at;
            sentence = EndsSentence(text, at - 1) ? at : sentence;
        }

        return sentence < end ? sentence : words;
    }

    // In the second half of what fits, so that no piece is very short.
    private static int CutPoint(string text, int start, int limit, bool byLine)
    {
        var middle = start + (limit - start) / 2;
        for (var at = limit; at > middle; at--)
        {
            if (byLine ? text[at - 1] == '\n' : char.IsWhiteSpace(text[at]) && EndsSentence(text, at))
            {
                return at;
            }
        }

        for (var at = limit; at > middle; at--)
        {
            if (char.IsWhiteSpace(text[at]))
            {
                return at;
            }
        }

        return char.IsLowSurrogate(text[limit]) && limit - 1 > start ? limit - 1 : limit;
    }

    // Whether a sentence or line closes before the white space that ends here.
    private static bool EndsSentence(string text, int space)
    {
        var least = Math.Max(0, space - MostSpace);
        while (space > least && char.IsWhiteSpace(text[space]) && text[space] != '\n')
        {
            space--;
        }

        return text[space] is '.' or '!' or '?' or '。' or '！' or '？' or '\n';
    }

    private static int TrimEnd(string text, int start, int end)
    {
        while (end - 1 > start && char.IsWhiteSpace(text[end - 1]))
        {
            end--;
        }

        return end;
    }

    private static int SkipSpace(string text, int at, int end, bool keepIndent)
    {
        while (at < end && (keepIndent ? text[at] is '\n' or '\r' : char.IsWhiteSpace(text[at])))
        {
            at++;
        }

        return at;
    }
}
