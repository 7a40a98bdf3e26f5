namespace TicketRag.Pdf.Layout;

/// <summary>Finds gutters by going down the rows and keeping the gaps that still line up (a sweep of whitespace).</summary>
internal sealed class GutterFinder(IReadOnlyList<Row> rows, float size, Budget budget)
{
    private const float NarrowestGutter = 0.9f;
    private const int FewestRows = 3;
    private const int MostOpen = 96;

    private readonly float _narrowest = size * NarrowestGutter;
    private readonly List<Gutter> _found = [];
    private List<Gutter> _open = [];

    public List<Gutter> Find()
    {
        for (var i = 0; i < rows.Count; i++)
        {
            budget.Step();
            Advance(i, FreeIntervals(rows[i]));
        }

        foreach (var gutter in _open)
        {
            Close(gutter);
        }

        return _found;
    }

    private List<(float Left, float Right)> FreeIntervals(Row row)
    {
        var free = new List<(float Left, float Right)> { (float.NegativeInfinity, row.Left) };
        var right = row.Left;
        foreach (var word in row.Words)
        {
            if (word.Left - right >= _narrowest)
            {
                free.Add((right, word.Left));
            }

            right = Math.Max(right, word.Right);
        }

        free.Add((right, float.PositiveInfinity));
        return free;
    }

    private void Advance(int index, List<(float Left, float Right)> free)
    {
        var row = rows[index];
        var next = new List<Gutter>();
        foreach (var gutter in _open)
        {
            var continued = false;
            foreach (var (left, right) in free)
            {
                var (from, to) = (Math.Max(left, gutter.Left), Math.Min(right, gutter.Right));
                if (to - from >= _narrowest)
                {
                    continued = true;
                    Keep(next, Count(gutter with { Left = from, Right = to, LastRow = index }, row));
                }
            }

            if (!continued)
            {
                Close(gutter);
            }
        }

        foreach (var (left, right) in free)
        {
            Keep(next, Count(new Gutter(left, right, index, index, 0, 0, 0), row));
        }

        _open = next.Count <= MostOpen ? next : [.. next.OrderByDescending(gutter => gutter.Height).Take(MostOpen)];
    }

    private static Gutter Count(Gutter gutter, Row row)
    {
        var left = row.Left < gutter.Left ? 1 : 0;
        var right = row.Right > gutter.Right ? 1 : 0;
        return gutter with
        {
            RowsLeft = gutter.RowsLeft + left,
            RowsRight = gutter.RowsRight + right,
            RowsBoth = gutter.RowsBoth + (left & right),
        };
    }

    /// <summary>Of gutters over the same strip, the one that began first.</summary>
    private static void Keep(List<Gutter> gutters, Gutter gutter)
    {
        for (var i = 0; i < gutters.Count; i++)
        {
            if (gutters[i].Left == gutter.Left && gutters[i].Right == gutter.Right)
            {
                gutters[i] = gutters[i].FirstRow <= gutter.FirstRow ? gutters[i] : gutter;
                return;
            }
        }

        gutters.Add(gutter);
    }

    private void Close(Gutter gutter)
    {
        if (Math.Min(gutter.RowsLeft, gutter.RowsRight) >= FewestRows
            && float.IsFinite(gutter.Left) && float.IsFinite(gutter.Right))
        {
            _found.Add(gutter);
        }
    }
}
