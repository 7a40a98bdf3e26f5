namespace TicketRag.Pdf.Layout;

/// <summary>Puts the words of a table's rows into its columns.</summary>
internal static class TableBuilder
{
    private const float CellGap = 0.9f;

    public static PdfBlock Build(List<Row> rows, LineWriter lines)
    {
        var columns = Columns(rows);
        var built = rows.ConvertAll(row => BuildRow(row, columns, lines));
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

    private static PdfTableRow BuildRow(Row row, List<(float Left, float Right)> columns, LineWriter lines)
    {
        var content = columns.ConvertAll(_ => new List<WordDraft>());
        foreach (var cell in Cells(row))
        {
            var left = cell[0].Left;
            var at = columns.FindIndex(column => column.Right > left);
            content[at < 0 ? columns.Count - 1 : at].AddRange(cell);
        }

        return new PdfTableRow(content.ConvertAll(words =>
        {
            if (words.Count == 0)
            {
                return new PdfTableCell([], "");
            }

            var line = lines.Write(words);
            return new PdfTableCell([line], line.Text);
        }));
    }
}
