using System.Runtime.InteropServices;

namespace TicketRag.Pdf.Layout;

/// <summary>Drops glyphs that were drawn twice at nearly one place to look bold or to cast a shadow.</summary>
internal sealed class OverprintFilter
{
    private const float AlongTolerance = 0.1f;
    private const float AcrossTolerance = 0.2f;

    // Much larger than the tolerances, so that most glyphs have to be looked for in one cell only.
    private const float CellSize = 16;
    private const int MostCells = 4;

    private readonly Dictionary<long, int> _lastInCell = [];
    private readonly List<int> _nextInCell = [];
    private List<FrameGlyph> _glyphs = [];

    /// <summary>Works in place: glyphs that stay move up over those that go.</summary>
    public void Apply(List<FrameGlyph> glyphs, Budget budget)
    {
        _glyphs = glyphs;
        _lastInCell.Clear();
        _nextInCell.Clear();
        var kept = 0;
        for (var i = 0; i < glyphs.Count; i++)
        {
            budget.Step();
            if (Keeps(glyphs[i], kept))
            {
                glyphs[kept++] = glyphs[i];
            }
        }

        glyphs.RemoveRange(kept, glyphs.Count - kept);
    }

    private bool Keeps(in FrameGlyph glyph, int position)
    {
        if (glyph.Text.Length == 1 && char.IsWhiteSpace(glyph.Text[0]))
        {
            _nextInCell.Add(-1);
            return true;
        }

        if (IsRepeated(glyph))
        {
            return false;
        }

        ref var last = ref CollectionsMarshal.GetValueRefOrAddDefault(
            _lastInCell, Cell(glyph.Text, Index(glyph.Left), Index(glyph.Base)), out var exists);
        _nextInCell.Add(exists ? last : -1);
        last = position;
        return true;
    }

    private bool IsRepeated(in FrameGlyph glyph)
    {
        var (along, across) = (glyph.Size * AlongTolerance, glyph.Size * AcrossTolerance);
        var (fromX, toX) = (Index(glyph.Left - along), Index(glyph.Left + along));
        var (fromY, toY) = (Index(glyph.Base - across), Index(glyph.Base + across));
        for (var x = fromX; x <= Math.Min(toX, fromX + MostCells); x++)
        {
            for (var y = fromY; y <= Math.Min(toY, fromY + MostCells); y++)
            {
                if (IsInCell(glyph, Cell(glyph.Text, x, y)))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private bool IsInCell(in FrameGlyph glyph, long cell)
    {
        if (!_lastInCell.TryGetValue(cell, out var index))
        {
            return false;
        }

        var kept = CollectionsMarshal.AsSpan(_glyphs);
        for (; index >= 0; index = _nextInCell[index])
        {
            if (IsSame(kept[index], glyph))
            {
                return true;
            }
        }

        return false;
    }

    private static int Index(float position) => (int)MathF.Floor(position / CellSize);

    /// <summary>Cells of different texts may share a key: they are compared in the end.</summary>
    private static long Cell(string text, int x, int y) => ((long)(x & 0xFFFFFF) << 40) | ((long)(y & 0xFFFFFF) << 16) | text[0];

    private static bool IsSame(in FrameGlyph one, in FrameGlyph other) =>
        Math.Abs(one.Left - other.Left) < AlongTolerance * one.Size
        && Math.Abs(one.Base - other.Base) < AcrossTolerance * one.Size
        && Math.Abs(one.Size - other.Size) < AlongTolerance * one.Size
        && one.Text == other.Text;
}
