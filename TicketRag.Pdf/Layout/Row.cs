namespace TicketRag.Pdf.Layout;

/// <summary>Words side by side, from left to right.</summary>
internal sealed class Row(List<WordDraft> words)
{
    public List<WordDraft> Words { get; } = words;

    public float Left => Words[0].Left;

    public float Right { get; } = words.Max(word => word.Right);

    public float Top { get; } = words.Max(word => word.Top);

    public float Bottom { get; } = words.Min(word => word.Bottom);

    /// <summary>The size of its largest text, and that text's baseline.</summary>
    public float Size { get; } = words.Max(word => word.Size);

    public float Base { get; } = words.MaxBy(word => word.Size)!.Base;

    /// <summary>Rows from top to bottom, of the words whose cores overlap.</summary>
    public static List<Row> Of(IEnumerable<WordDraft> words)
    {
        const float SameRow = 0.5f;
        var rows = new List<List<WordDraft>>();
        var largest = new List<WordDraft>();
        foreach (var word in words.OrderByDescending(word => word.Base).ThenBy(word => word.Left))
        {
            var at = rows.Count - 1;
            if (at >= 0 && largest[at].CoreOverlap(word) >= SameRow)
            {
                rows[at].Add(word);
                largest[at] = word.Size > largest[at].Size ? word : largest[at];
            }
            else
            {
                rows.Add([word]);
                largest.Add(word);
            }
        }

        foreach (var row in rows)
        {
            row.Sort((one, other) => one.Left.CompareTo(other.Left));
        }

        return rows.ConvertAll(row => new Row(row));
    }
}
