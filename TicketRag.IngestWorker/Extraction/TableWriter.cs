using System.Text;
using TicketRag.Core.Documents;

namespace TicketRag.IngestWorker.Extraction;

/// <summary>Writes a table row by row: cells separated by <c> | </c>, a line each. Empty rows are left out.</summary>
public sealed class TableWriter(BlockWriter blocks, StringBuilder text, ExtractionBudget budget, BlockPlace place) : IDisposable
{
    private const string CellSeparator = " | ";

    private readonly List<TextRow> _rows = [];
    private int _headerRows;
    private int _start;

    /// <param name="line">See <see cref="BlockPlace.Line"/>.</param>
    /// <param name="isHeader">Whether it names the columns; counts for the first rows only.</param>
    public void Row(IReadOnlyList<string> cells, int? line = null, bool isHeader = false)
    {
        budget.AddCells(cells.Count);
        var filled = cells.Count;
        while (filled > 0 && string.IsNullOrWhiteSpace(cells[filled - 1]))
        {
            filled--;
        }

        if (filled == 0)
        {
            return;
        }

        BeginRow();
        var start = text.Length;
        for (var i = 0; i < filled; i++)
        {
            text.Append(i == 0 ? "" : CellSeparator).Append(CleanText.OfLine(cells[i]));
        }

        budget.CheckText(text.Length);
        _headerRows += isHeader && _headerRows == _rows.Count ? 1 : 0;
        _rows.Add(new(start, text.Length, line));
    }

    public void Dispose()
    {
        if (_rows.Count > 0)
        {
            blocks.EndBlock(BlockKind.Table, _start, blocks.HeadingPath, place with { Line = place.Line ?? _rows[0].Line }, _rows, _headerRows);
        }
    }

    private void BeginRow()
    {
        if (_rows.Count > 0)
        {
            text.Append('\n');
            return;
        }

        blocks.BeginBlock(BlockKind.Table);
        _start = text.Length;
    }
}
