using System.Text;
using TicketRag.Core.Documents;

namespace TicketRag.IngestWorker.Extraction;

/// <summary>
/// Writes a table row by row: cells separated by <c> | </c>, a line each. Rows in which nothing can be seen are left out. The table ends where another block
/// begins; rows that come after that are a table of their own.
/// </summary>
public sealed class TableWriter(BlockWriter blocks, StringBuilder text, ExtractionBudget budget, BlockPlace place) : IDisposable
{
    private const string CellSeparator = " | ";

    private List<TextRow> _rows = [];
    private string? _path;
    private int _headerRows;
    private int _start;

    /// <param name="line">See <see cref="BlockPlace.Line"/>.</param>
    /// <param name="isHeader">Whether it names the columns; counts for the first rows only.</param>
    public void Row(IReadOnlyList<string> cells, int? line = null, bool isHeader = false)
    {
        budget.AddCells(cells.Count);
        var seen = cells.Select(CleanText.OfLine).ToList();
        var filled = seen.FindLastIndex(cell => cell.Length > 0) + 1;
        if (filled == 0)
        {
            return;
        }

        BeginRow();
        var start = text.Length;
        text.AppendJoin(CellSeparator, seen.Take(filled));
        budget.CheckText(text.Length);
        _headerRows += isHeader && _headerRows == _rows.Count ? 1 : 0;
        _rows.Add(new(start, text.Length, line));
    }

    public void Dispose()
    {
        if (_rows.Count > 0)
        {
            blocks.EndBlock(BlockKind.Table, _start, _path, place with { Line = place.Line ?? _rows[0].Line }, _rows, _headerRows);
            (_rows, _headerRows) = ([], 0);
        }
    }

    private void BeginRow()
    {
        if (_rows.Count > 0)
        {
            text.Append('\n');
            return;
        }

        blocks.BeginBlock(BlockKind.Table, this);
        (_start, _path) = (text.Length, blocks.HeadingPath);
    }
}
