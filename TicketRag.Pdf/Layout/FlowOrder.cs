namespace TicketRag.Pdf.Layout;

/// <summary>
/// The reading order of blocks after Breuel (2003): a block comes before those beneath it that it overlaps, and before
/// those to the right of it unless others lie between. A topological sort brings the pairs into one order.
/// </summary>
internal sealed class FlowOrder
{
    // The relation is a matrix; on pages with more blocks than this, from top to bottom has to do.
    private const int MostBlocks = 3000;

    private readonly List<FlowBlock> _blocks;
    private readonly ulong[][] _below;
    private readonly ulong[][] _above;
    private readonly List<FlowBlock> _ordered = [];
    private readonly bool[] _visited;

    private FlowOrder(List<FlowBlock> blocks)
    {
        _blocks = blocks;
        _visited = new bool[blocks.Count];
        _below = Matrix();
        _above = Matrix();
    }

    private ulong[][] Matrix() => [.. _blocks.Select(_ => new ulong[(_blocks.Count + 63) / 64])];

    public static List<FlowBlock> Sort(List<FlowBlock> blocks, Budget budget)
    {
        var sorted = blocks.OrderByDescending(block => block.Top).ThenBy(block => block.Left).ToList();
        return blocks.Count > MostBlocks ? sorted : new FlowOrder(sorted).Sort(budget);
    }

    private List<FlowBlock> Sort(Budget budget)
    {
        for (var i = 0; i < _blocks.Count; i++)
        {
            budget.Step();
            for (var j = 0; j < _blocks.Count; j++)
            {
                if (i != j && IsAbove(_blocks[i], _blocks[j]))
                {
                    _below[i][j / 64] |= 1UL << (j % 64);
                    _above[j][i / 64] |= 1UL << (i % 64);
                }
            }
        }

        for (var i = 0; i < _blocks.Count; i++)
        {
            Visit(i, budget);
        }

        return _ordered;
    }

    private void Visit(int at, Budget budget)
    {
        if (_visited[at])
        {
            return;
        }

        _visited[at] = true;
        budget.Step();
        for (var i = 0; i < _blocks.Count; i++)
        {
            if (!_visited[i] && IsBefore(i, at))
            {
                Visit(i, budget);
            }
        }

        _ordered.Add(_blocks[at]);
    }

    private bool IsBefore(int first, int second)
    {
        var (one, other) = (_blocks[first], _blocks[second]);
        if (one.Grid >= 0 && one.Grid == other.Grid)
        {
            return (one.Right <= other.Left && one.IsBeside(other)) || one.Bottom >= other.Top;
        }

        if (IsAbove(one, other))
        {
            return true;
        }

        // To the left, and nothing lies between: beneath the right one and above the left one.
        return one.Span.Right < other.Span.Left && !HaveCommon(_below[second], _above[first]);
    }

    private static bool IsAbove(FlowBlock one, FlowBlock other) =>
        one.Span.Left <= other.Span.Right && other.Span.Left <= one.Span.Right && one.Top > other.Top;

    private static bool HaveCommon(ulong[] one, ulong[] other)
    {
        for (var i = 0; i < one.Length; i++)
        {
            if ((one[i] & other[i]) != 0)
            {
                return true;
            }
        }

        return false;
    }
}
