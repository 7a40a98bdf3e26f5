namespace TicketRag.Pdf.Layout;

/// <summary>
/// Grows blocks from the topmost word that is left: to the lines above and below that overlap, and to the words beside
/// that are nearer than a column would be. Distances count in parts of the font size.
/// </summary>
internal sealed class FlowFinder(List<WordDraft> words, Budget budget)
{
    private const float LineDistance = 1.5f;
    private const float SameLine = 0.5f;
    private const float ColumnGap = 0.7f;
    private const float OutlierGap = 1;
    private const int MostOutliers = 3;
    private const float SameSize = 0.3f;
    private const float SimilarSize = 0.2f;
    private const float SizeOnOneLine = 0.6f;
    private const float LargestReach = 400;

    private readonly WordPool _pool = new(words);
    private readonly List<WordDraft> _taken = [];

    public List<FlowBlock> Find()
    {
        var blocks = new List<FlowBlock>();
        foreach (var word in words.OrderByDescending(word => word.Base).ThenBy(word => word.Left))
        {
            if (_pool.Remove(word))
            {
                var block = new FlowBlock(word);
                Grow(block);
                blocks.Add(block);
            }
        }

        return blocks;
    }

    private void Grow(FlowBlock block)
    {
        bool found;
        do
        {
            budget.Step();
            var size = block.Size;
            var line = Math.Min(LineDistance * size, LargestReach);
            found = Above(block, line) | Below(block, line) | Beside(block, size);
            found = found || Outliers(block, size, left: true) || Outliers(block, size, left: false);
        }
        while (found);
    }

    private bool Above(FlowBlock block, float distance) => Take(
        block, block.HighestBase, block.HighestBase + distance,
        word => word.Base > block.HighestBase && Overlaps(word, block, 0) && IsSize(word, block, SameSize));

    private bool Below(FlowBlock block, float distance) => Take(
        block, block.LowestBase - distance, block.LowestBase,
        word => word.Base < block.LowestBase && Overlaps(word, block, 0) && IsSize(word, block, SameSize));

    private bool Beside(FlowBlock block, float size) => Take(
        block, block.LowestBase - (SameLine * size), block.HighestBase + (SameLine * size),
        word => Overlaps(word, block, ColumnGap * size) && IsSize(word, block, SizeOnOneLine));

    private bool Take(FlowBlock block, float low, float high, Func<WordDraft, bool> fits)
    {
        _taken.Clear();
        _pool.Take(low, high, fits, _taken);
        foreach (var word in _taken)
        {
            block.Add(word);
        }

        return _taken.Count > 0;
    }

    /// <summary>A few words that stand a little off, as numbers before paragraphs do. Many would be a column.</summary>
    private bool Outliers(FlowBlock block, float size, bool left)
    {
        _taken.Clear();
        _pool.Take(
            block.LowestBase - (SameLine * size), block.HighestBase + (SameLine * size),
            word => IsSize(word, block, SimilarSize) && (left
                ? word.Right <= block.Left && word.Right > block.Left - (OutlierGap * size)
                : word.Left >= block.Right && word.Left < block.Right + (OutlierGap * size)),
            _taken);
        var isColumn = _taken.Count > MostOutliers;
        foreach (var word in _taken)
        {
            if (isColumn)
            {
                _pool.Return(word);
            }
            else
            {
                block.Add(word);
            }
        }

        return _taken.Count > 0 && !isColumn;
    }

    private static bool Overlaps(WordDraft word, FlowBlock block, float margin) =>
        word.Left < block.Right + margin && word.Right > block.Left - margin;

    private static bool IsSize(WordDraft word, FlowBlock block, float tolerance) =>
        Math.Abs(word.Size - block.Size) < tolerance * block.Size;
}
