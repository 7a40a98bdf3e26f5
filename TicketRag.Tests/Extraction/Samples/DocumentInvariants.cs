using TicketRag.Core.Documents;
using TicketRag.IngestWorker.Extraction;

namespace TicketRag.Tests.Extraction.Samples;

/// <summary>What holds of whatever was read, from whichever file.</summary>
internal static class DocumentInvariants
{
    private static readonly Chunker Chunker = new(new());

    /// <summary>The first that doesn't hold; null where all do.</summary>
    public static string? FirstBroken(ExtractedDocument document)
    {
        var end = 0;
        foreach (var block in document.Blocks)
        {
            var broken = BrokenBy(block, document.Text, end);
            if (broken is not null)
            {
                return $"{broken}: {block}";
            }

            end = block.End;
        }

        return end == document.Text.Length ? BrokenByText(document.Text) ?? BrokenByChunks(document) : $"text behind the last block, from {end}";
    }

    private static string? BrokenBy(TextBlock block, string text, int end)
    {
        if (block.Start >= block.End || block.End > text.Length)
        {
            return "an empty block, or one outside the text";
        }

        if (text[end..Math.Max(end, block.Start)] is not ("" or "\n" or "\n\n") || (block.Start == end && end > 0))
        {
            return $"more or less than lines between blocks, from {end}";
        }

        if (text.AsSpan(block.Start, block.End - block.Start).IsWhiteSpace())
        {
            return "a blank block";
        }

        return block.HeadingPath is { } path && string.IsNullOrWhiteSpace(path) ? "a blank heading" : BrokenByRows(block, text);
    }

    private static string? BrokenByRows(TextBlock block, string text)
    {
        if (block.Kind != BlockKind.Table)
        {
            return block.Rows.Count == 0 ? null : "rows without a table";
        }

        if (block.Rows is not [var first, ..] || first.Start != block.Start || block.Rows[^1].End != block.End || block.HeaderRows > block.Rows.Count)
        {
            return "a table that is not its rows";
        }

        var isInOrder = block.Rows.Zip(block.Rows.Skip(1)).All(pair => pair.Second.Start == pair.First.End + 1);
        return isInOrder && block.Rows.All(row => !text.AsSpan(row.Start, row.End - row.Start).IsWhiteSpace()) ? null : "a blank row, or rows out of order";
    }

    private static string? BrokenByText(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(text[i]) || (char.IsControl(text[i]) && text[i] is not ('\n' or '\t')))
            {
                return $"a character that is no text at {i}";
            }
        }

        return null;
    }

    private static string? BrokenByChunks(ExtractedDocument document)
    {
        var covered = 0;
        foreach (var chunk in Chunker.Split(document.Text, document.Blocks))
        {
            if (chunk.Start < 0 || chunk.Start >= chunk.End || chunk.End > document.Text.Length)
            {
                return $"a chunk outside the text: {chunk}";
            }

            if (chunk.Start > covered && !document.Text.AsSpan(covered, chunk.Start - covered).IsWhiteSpace())
            {
                return $"text in no chunk, from {covered}";
            }

            covered = Math.Max(covered, chunk.End);
        }

        return document.Text.AsSpan(covered).IsWhiteSpace() ? null : $"text in no chunk, from {covered}";
    }
}
