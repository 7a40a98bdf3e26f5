namespace TicketRag.Pdf.Layout;

/// <summary>Tells the cells of a table from columns of text.</summary>
internal static class TableTest
{
    private const double MostAligned = 0.6;
    private const double FullLine = 0.7;

    public static bool IsTable(List<Row> rows, Gutter gutter)
    {
        if (gutter.RowsBoth < MostAligned * Math.Min(gutter.RowsLeft, gutter.RowsRight))
        {
            return false;
        }

        var left = Fill(rows, word => word.Left < gutter.Center);
        var right = Fill(rows, word => word.Left >= gutter.Center);
        return left < FullLine || right < FullLine;
    }

    /// <summary>How much of its side's width the median line fills.</summary>
    private static double Fill(List<Row> rows, Func<WordDraft, bool> side)
    {
        var (least, most) = (float.MaxValue, float.MinValue);
        var widths = new List<float>();
        foreach (var row in rows)
        {
            var (from, to) = (float.MaxValue, float.MinValue);
            float covered = 0;
            foreach (var word in row.Words.Where(side))
            {
                (from, to) = (Math.Min(from, word.Left), Math.Max(to, word.Right));
                covered += word.Right - word.Left;
            }

            if (to > from)
            {
                (least, most) = (Math.Min(least, from), Math.Max(most, to));
                widths.Add(Math.Min(to - from, covered * 1.35f));
            }
        }

        widths.Sort();
        return widths.Count == 0 ? 0 : widths[widths.Count / 2] / Math.Max(1, most - least);
    }
}
