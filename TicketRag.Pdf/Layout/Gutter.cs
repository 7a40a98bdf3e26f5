namespace TicketRag.Pdf.Layout;

/// <summary>A strip without text through consecutive rows, with text on both of its sides.</summary>
internal sealed record Gutter(float Left, float Right, int FirstRow, int LastRow, int RowsLeft, int RowsRight, int RowsBoth)
{
    public float Center => (Left + Right) / 2;

    public int Height => LastRow - FirstRow + 1;
}
