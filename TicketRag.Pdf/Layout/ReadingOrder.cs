namespace TicketRag.Pdf.Layout;

/// <summary>
/// Orders words by recursive cuts: along the best gutter into left and right, and at its ends into above and below.
/// Where the sides of a gutter are cells rather than columns of text, its rows stay together as a table.
/// </summary>
internal sealed class ReadingOrder(Budget budget)
{
    private const int DeepestCut = 48;
    private const int FewestRowsToCut = 3;

    private readonly List<Region> _regions = [];

    public List<Region> Order(IEnumerable<WordDraft> words)
    {
        Cut(Row.Of(words), 0);
        return _regions;
    }

    private void Cut(List<Row> rows, int depth)
    {
        if (rows.Count == 0)
        {
            return;
        }

        if (rows.Count < FewestRowsToCut || depth >= DeepestCut || Best(rows) is not { } gutter)
        {
            _regions.Add(new Region(rows, IsTable: false));
            return;
        }

        var inside = rows[gutter.FirstRow..(gutter.LastRow + 1)];
        Cut(rows[..gutter.FirstRow], depth + 1);
        if (TableTest.IsTable(inside, gutter))
        {
            _regions.Add(new Region(inside, IsTable: true));
        }
        else
        {
            Cut(Row.Of(inside.SelectMany(row => row.Words).Where(word => word.Left < gutter.Center)), depth + 1);
            Cut(Row.Of(inside.SelectMany(row => row.Words).Where(word => word.Left >= gutter.Center)), depth + 1);
        }

        Cut(rows[(gutter.LastRow + 1)..], depth + 1);
    }

    private Gutter? Best(List<Row> rows)
    {
        var sizes = rows.Select(row => row.Size).Order().ToList();
        return new GutterFinder(rows, sizes[sizes.Count / 2], budget).Find()
            .OrderByDescending(gutter => Math.Min(gutter.RowsLeft, gutter.RowsRight))
            .ThenByDescending(gutter => gutter.Right - gutter.Left)
            .FirstOrDefault();
    }
}
