namespace TicketRag.Pdf.Layout;

/// <summary>Drops glyphs that were drawn twice at nearly one place to look bold or to cast a shadow.</summary>
internal static class OverprintFilter
{
    private const float AlongTolerance = 0.1f;
    private const float AcrossTolerance = 0.2f;
    private const float CellSize = 4;

    public static List<FrameGlyph> Apply(List<FrameGlyph> glyphs, Budget budget)
    {
        var kept = new List<FrameGlyph>(glyphs.Count);
        var cells = new Dictionary<(int X, int Y), List<int>>(glyphs.Count / 2);
        foreach (var glyph in glyphs)
        {
            budget.Step();
            if (string.IsNullOrWhiteSpace(glyph.Text))
            {
                kept.Add(glyph);
                continue;
            }

            var (x, y) = ((int)(glyph.Left / CellSize), (int)(glyph.Base / CellSize));
            if (!IsRepeated(glyph, kept, cells, x, y))
            {
                if (!cells.TryGetValue((x, y), out var cell))
                {
                    cells[(x, y)] = cell = new List<int>(2);
                }

                cell.Add(kept.Count);
                kept.Add(glyph);
            }
        }

        return kept;
    }

    private static bool IsRepeated(
        in FrameGlyph glyph, List<FrameGlyph> kept, Dictionary<(int X, int Y), List<int>> cells, int x, int y)
    {
        var reach = glyph.Size * AcrossTolerance > CellSize ? 2 : 1;
        for (var i = -reach; i <= reach; i++)
        {
            for (var j = -reach; j <= reach; j++)
            {
                if (cells.TryGetValue((x + i, y + j), out var cell))
                {
                    foreach (var index in cell)
                    {
                        if (IsSame(kept[index], glyph))
                        {
                            return true;
                        }
                    }
                }
            }
        }

        return false;
    }

    private static bool IsSame(in FrameGlyph one, in FrameGlyph other) =>
        Math.Abs(one.Left - other.Left) < AlongTolerance * one.Size
        && Math.Abs(one.Base - other.Base) < AcrossTolerance * one.Size
        && Math.Abs(one.Size - other.Size) < AlongTolerance * one.Size
        && one.Text == other.Text;
}
