namespace TicketRag.Pdf.Layout;

/// <summary>Puts the words of a table's rows into its columns, and joins the rows that no drawn line parts.</summary>
internal sealed class TableBuilder(LineWriter lines, List<PdfBox> rules)
{
    private const float CellGap = 0.9f;
    private const double RuleShare = 0.6;

    // A line under the head and one at the end part no rows: only where most are parted do lines mean rows.
    private const int FewestParts = 3;

    public PdfBlock Build(List<Row> rows)
    {
        var columns = Columns(rows);
        var built = Parts(rows).ConvertAll(part => BuildRow(part, columns));
        var all = built.SelectMany(row => row.Cells).SelectMany(cell => cell.Lines).ToList();
        var box = all.Select(line => line.Box).Aggregate((one, other) => one.Union(other));
        var text = string.Join('\n', built.Select(row => string.Join('\t', row.Cells.Select(cell => cell.Text))));
        return new PdfBlock(PdfBlockKind.Table, all, text, box, 0, built);
    }

    /// <summary>The spans that text covers in any row, as far as a gap separates them: spanning cells count apart.</summary>
    private static List<(float Left, float Right)> Columns(List<Row> rows)
    {
        var cells = rows.SelectMany(row => Cells(row).Select(cell => (cell[0].Left, Right: cell.Max(word => word.Right))))
            .OrderBy(cell => cell.Right - cell.Left).ToList();
        var columns = new List<(float Left, float Right)>();
        foreach (var (left, right) in cells)
        {
            var touched = columns.FindAll(column => column.Left < right && left < column.Right);
            if (touched.Count <= 1)
            {
                columns.RemoveAll(touched.Contains);
                columns.Add(touched.Count == 0 ? (left, right) : (Math.Min(left, touched[0].Left), Math.Max(right, touched[0].Right)));
            }
        }

        columns.Sort();
        return columns;
    }

    private static List<List<WordDraft>> Cells(Row row)
    {
        var cells = new List<List<WordDraft>> { new() { row.Words[0] } };
        foreach (var word in row.Words.Skip(1))
        {
            if (word.Left - cells[^1][^1].Right >= CellGap * word.Size)
            {
                cells.Add([]);
            }

            cells[^1].Add(word);
        }

        return cells;
    }

    /// <summary>Runs of rows between drawn lines, or each row by itself.</summary>
    private List<List<Row>> Parts(List<Row> rows)
    {
        var (left, right) = (rows.Min(row => row.Left), rows.Max(row => row.Right));
        var levels = rules.Where(rule => rule.Height <= rule.Width
                && Math.Min(rule.Right, right) - Math.Max(rule.Left, left) >= RuleShare * (right - left))
            .Select(rule => (rule.Bottom + rule.Top) / 2).ToList();
        var parts = new List<List<Row>> { new() { rows[0] } };
        for (var i = 1; i < rows.Count; i++)
        {
            if (levels.Exists(level => level < rows[i - 1].Base && level > rows[i].Base))
            {
                parts.Add([]);
            }

            parts[^1].Add(rows[i]);
        }

        return parts.Count >= FewestParts ? parts : rows.ConvertAll(row => new List<Row> { row });
    }

    private PdfTableRow BuildRow(List<Row> part, List<(float Left, float Right)> columns)
    {
        var content = columns.ConvertAll(_ => new List<PdfLine>());
        foreach (var row in part)
        {
            foreach (var cell in Cells(row).GroupBy(cell => ColumnOf(cell[0].Left, columns)))
            {
                content[cell.Key].Add(lines.Write(cell.SelectMany(words => words)));
            }
        }

        return new PdfTableRow(content.ConvertAll(cell => new PdfTableCell(cell, cell.Count == 0 ? "" : BlockText.Join(cell))));
    }

    private static int ColumnOf(float left, List<(float Left, float Right)> columns)
    {
        var at = columns.FindIndex(column => column.Right > left);
        return at < 0 ? columns.Count - 1 : at;
    }
}
