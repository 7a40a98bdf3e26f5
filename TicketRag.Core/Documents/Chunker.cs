namespace TicketRag.Core.Documents;

/// <summary>
/// Cuts Markdown or plain text at headings, then packs paragraphs into chunks; a paragraph that is too long is cut at sentences or words, with
/// an overlap. Fenced code is one paragraph. Every chunk is a span of its text.
/// </summary>
public sealed class Chunker(ChunkingOptions options)
{
    /// <summary>The spans of <paramref name="text"/> in order; none for a text of white space.</summary>
    public IEnumerable<ChunkSpan> Split(string text)
    {
        var pending = default(TextBlock?);
        foreach (var block in MarkdownBlocks.Read(text))
        {
            if (pending is { } open)
            {
                if (open.HeadingPath == block.HeadingPath && block.End - open.Start <= options.MaxCharacters)
                {
                    pending = open with { End = block.End };
                    continue;
                }

                foreach (var span in Cut(text, open))
                {
                    yield return span;
                }
            }

            pending = block;
        }

        if (pending is { } last)
        {
            foreach (var span in Cut(text, last))
            {
                yield return span;
            }
        }
    }

    private IEnumerable<ChunkSpan> Cut(string text, TextBlock block)
    {
        var start = block.Start;
        while (block.End - start > options.MaxCharacters)
        {
            var end = CutPoint(text, start, start + options.MaxCharacters);
            yield return new(start, end, block.HeadingPath);
            start = NextStart(text, start, end);
        }

        yield return new(start, block.End, block.HeadingPath);
    }

    // After the last sentence's end in the second half, else after the last word, else at the limit (never inside a surrogate pair).
    private static int CutPoint(string text, int start, int limit)
    {
        var middle = start + (limit - start) / 2;
        for (var i = limit; i > middle; i--)
        {
            if (char.IsWhiteSpace(text[i]) && text[i - 1] is '.' or '!' or '?' or '。' or '\n')
            {
                return i;
            }
        }

        for (var i = limit; i > middle; i--)
        {
            if (char.IsWhiteSpace(text[i]))
            {
                return i;
            }
        }

        return char.IsLowSurrogate(text[limit]) ? limit - 1 : limit;
    }

    private int NextStart(string text, int start, int end)
    {
        var next = Math.Max(start + 1, end - options.OverlapCharacters);
        while (next < end && !char.IsWhiteSpace(text[next - 1]))
        {
            next++;
        }

        while (next < text.Length && char.IsWhiteSpace(text[next]))
        {
            next++;
        }

        return next;
    }
}

/// <param name="Start">In UTF-16 code units.</param>
/// <param name="End">Exclusive.</param>
public readonly record struct ChunkSpan(int Start, int End, string? HeadingPath);
