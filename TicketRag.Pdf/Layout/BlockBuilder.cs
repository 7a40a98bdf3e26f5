namespace TicketRag.Pdf.Layout;

/// <summary>Splits regions into paragraphs, headings, list items and tables.</summary>
internal sealed class BlockBuilder
{
    private const float HeadingSize = 1.15f;
    private const float SameSize = 0.12f;
    private const float WidestLeading = 1.75f;
    private const float WiderLeading = 1.25f;

    private readonly LineWriter _lines;
    private readonly TableBuilder _tables;
    private readonly float _bodySize;
    private readonly List<float> _headingSizes;

    public BlockBuilder(LineWriter lines, TableBuilder tables, List<WordDraft> words)
    {
        _lines = lines;
        _tables = tables;
        _bodySize = BodySize(words);
        _headingSizes = [.. words.Select(word => MathF.Round(word.Size)).Where(IsHeadingSize).Distinct().OrderDescending()];
    }

    /// <summary>The size that most glyphs have.</summary>
    private static float BodySize(List<WordDraft> words) => words.Count == 0
        ? 0
        : words.GroupBy(word => MathF.Round(word.Size * 2) / 2).MaxBy(group => group.Sum(word => word.End - word.Start))!.Key;

    private bool IsHeadingSize(float size) => size >= _bodySize * HeadingSize;

    /// <summary>The blocks in the order of the flow; a table stands where the first of its words would.</summary>
    public IEnumerable<PdfBlock> Build(List<List<Row>> flow, List<Region> tables)
    {
        var tableOf = new Dictionary<WordDraft, Region>();
        foreach (var table in tables)
        {
            foreach (var word in table.Rows.SelectMany(row => row.Words))
            {
                tableOf[word] = table;
            }
        }

        var written = new HashSet<Region>();
        foreach (var rows in flow)
        {
            foreach (var table in rows.SelectMany(row => row.Words).Select(tableOf.GetValueOrDefault).OfType<Region>().Distinct())
            {
                if (written.Add(table))
                {
                    yield return _tables.Build(table.Rows);
                }
            }

            var others = rows.SelectMany(row => row.Words).Where(word => !tableOf.ContainsKey(word)).ToList();
            foreach (var block in Texts(others.Count == 0 ? [] : Row.Of(others)))
            {
                yield return block;
            }
        }
    }

    private IEnumerable<PdfBlock> Texts(List<Row> rows)
    {
        var lines = rows.ConvertAll(row => _lines.Write(row.Words));
        for (var start = 0; start < rows.Count;)
        {
            var end = start + 1;
            while (end < rows.Count && Continues(rows, start, end) && !ListMarker.Begins(lines[end].Text))
            {
                end++;
            }

            yield return Text(lines[start..end], rows[start].Size);
            start = end;
        }
    }

    private static bool Continues(List<Row> rows, int start, int at)
    {
        var (previous, row) = (rows[at - 1], rows[at]);
        var leading = previous.Base - row.Base;
        var usual = at - start >= 2 ? (rows[start].Base - previous.Base) / (at - 1 - start) : leading;
        return Math.Abs(row.Size - previous.Size) <= SameSize * previous.Size
            && leading <= WidestLeading * previous.Size
            && leading <= WiderLeading * usual
            && row.Left < previous.Right && row.Right > previous.Left;
    }

    private PdfBlock Text(List<PdfLine> lines, float size)
    {
        var box = lines.Select(line => line.Box).Aggregate((one, other) => one.Union(other));
        var kind = IsHeadingSize(size) ? PdfBlockKind.Heading
            : ListMarker.Begins(lines[0].Text) ? PdfBlockKind.ListItem
            : PdfBlockKind.Paragraph;
        var level = kind == PdfBlockKind.Heading ? _headingSizes.IndexOf(MathF.Round(size)) + 1 : 0;
        return new PdfBlock(kind, lines, BlockText.Join(lines), box, level, []);
    }
}
