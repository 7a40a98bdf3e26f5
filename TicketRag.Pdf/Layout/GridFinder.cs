namespace TicketRag.Pdf.Layout;

/// <summary>
/// Finds blocks that stand in grids: with a neighbour to the right, one below, and one below to the right that is
/// beside the one and beneath the other. Such blocks are read row by row.
/// </summary>
internal static class GridFinder
{
    private const int MostBlocks = 2000;
    private const float SameLevel = 0.8f;

    public static void Mark(List<FlowBlock> blocks, Budget budget)
    {
        if (blocks.Count <= MostBlocks)
        {
            foreach (var corner in blocks)
            {
                budget.Step();
                MarkGrid(corner, blocks);
            }
        }

        foreach (var block in blocks)
        {
            block.Span = (block.Left, block.Right);
        }

        foreach (var grid in blocks.Where(block => block.Grid >= 0).GroupBy(block => block.Grid))
        {
            var span = (grid.Min(block => block.Left), grid.Max(block => block.Right));
            foreach (var block in grid)
            {
                block.Span = span;
            }
        }
    }

    private static void MarkGrid(FlowBlock corner, List<FlowBlock> blocks)
    {
        FlowBlock? right = null;
        FlowBlock? below = null;
        FlowBlock? diagonal = null;
        foreach (var block in blocks)
        {
            var isRight = block.Left > corner.Right;
            var isBelow = block.Top < corner.Bottom;
            if (isRight && block.IsBeside(corner))
            {
                right = right is null || block.Left < right.Left ? block : right;
            }
            else if (isBelow && block.IsInColumnOf(corner))
            {
                below = below is null || block.Top > below.Top ? block : below;
            }
            else if (isRight && isBelow)
            {
                diagonal = diagonal is null || (block.Left <= diagonal.Left && block.Top >= diagonal.Top) ? block : diagonal;
            }
        }

        if (right is null || below is null || diagonal is null
            || diagonal.IsInColumnOf(below) || diagonal.IsBeside(right) || right.IsInColumnOf(below) || right.IsBeside(below)
            || !diagonal.IsBeside(below) || !diagonal.IsInColumnOf(right)
            || !AreLevel(corner, right) || !AreLevel(below, diagonal))
        {
            return;
        }

        Join(blocks, [corner, right, below, diagonal]);
    }

    /// <summary>Whether the first lines are level: what stands in a row of a grid begins together.</summary>
    private static bool AreLevel(FlowBlock one, FlowBlock other) =>
        Math.Abs(one.HighestBase - other.HighestBase) < one.Size * SameLevel;

    private static void Join(List<FlowBlock> blocks, FlowBlock[] cells)
    {
        var known = cells.Select(cell => cell.Grid).Where(grid => grid >= 0).Distinct().ToList();
        var number = known.Count > 0 ? known[0] : blocks.Max(block => block.Grid) + 1;
        foreach (var block in known.Count > 1 ? blocks.Where(block => known.Contains(block.Grid)) : [])
        {
            block.Grid = number;
        }

        foreach (var cell in cells)
        {
            cell.Grid = number;
        }
    }
}
