namespace TicketRag.Pdf.Layout;

/// <summary>Words that hang together: each is near another one of them, and all are of about one size.</summary>
internal sealed class FlowBlock(WordDraft first)
{
    private readonly List<(float Size, int Glyphs)> _sizes = [(first.Size, first.End - first.Start)];

    public List<WordDraft> Words { get; } = [first];

    /// <summary>The size that most of its glyphs have.</summary>
    public float Size { get; private set; } = first.Size;

    public float Left { get; private set; } = first.Left;

    public float Right { get; private set; } = first.Right;

    public float Top { get; private set; } = first.Top;

    public float Bottom { get; private set; } = first.Bottom;

    public float HighestBase { get; private set; } = first.Base;

    public float LowestBase { get; private set; } = first.Base;

    /// <summary>The number of the grid of blocks that it is a cell of, or -1.</summary>
    public int Grid { get; set; } = -1;

    /// <summary>The sides of its grid, or its own.</summary>
    public (float Left, float Right) Span { get; set; }

    public void Add(WordDraft word)
    {
        Words.Add(word);
        Left = Math.Min(Left, word.Left);
        Right = Math.Max(Right, word.Right);
        Top = Math.Max(Top, word.Top);
        Bottom = Math.Min(Bottom, word.Bottom);
        HighestBase = Math.Max(HighestBase, word.Base);
        LowestBase = Math.Min(LowestBase, word.Base);
        CountSize(word.Size, word.End - word.Start);
    }

    private void CountSize(float size, int glyphs)
    {
        var at = _sizes.FindIndex(known => Math.Abs(known.Size - size) < 0.01f * size);
        if (at < 0)
        {
            _sizes.Add((size, glyphs));
        }
        else
        {
            _sizes[at] = (_sizes[at].Size, _sizes[at].Glyphs + glyphs);
        }

        Size = _sizes.MaxBy(known => known.Glyphs).Size;
    }

    public bool IsBeside(FlowBlock other) => Top >= other.Bottom && Bottom <= other.Top;

    public bool IsInColumnOf(FlowBlock other) => Left <= other.Right && Right >= other.Left;
}
