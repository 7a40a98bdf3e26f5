using System.Text;
using System.Xml;

namespace TicketRag.IngestWorker.Extraction.Office;

/// <summary>Writes a sheet as tables while its XML streams by (ECMA-376, part 1, 18.3). An empty row ends a table.</summary>
internal sealed class SheetWalk(BlockWriter blocks, CellValues values, string sheet)
{
    // What lies farther apart is not kept in columns: a cell in the last column would cost sixteen thousand.
    private const int WidestGap = 64;

    private readonly List<string> _cells = [];
    private readonly StringBuilder _value = new();
    private TableWriter? _table;
    private string? _type;
    private int _style;
    private int _row;
    private int _lastRow;
    private bool _inValue;

    public void Write(IEnumerable<XmlReader> nodes)
    {
        foreach (var reader in nodes)
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element:
                    Begin(reader);
                    break;
                case XmlNodeType.EndElement:
                    End(reader.LocalName);
                    break;
                case XmlNodeType.Text or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace when _inValue:
                    _value.Append(reader.Value);
                    break;
            }
        }

        _table?.Dispose();
    }

    private void Begin(XmlReader reader)
    {
        switch (reader.LocalName)
        {
            case "row":
                _row = reader.GetNumber("r") ?? _row + 1;
                _cells.Clear();
                break;
            case "c":
                PadTo(ColumnOf(reader.GetAttribute("r")));
                (_type, _style) = (reader.GetAttribute("t"), reader.GetNumber("s") ?? -1);
                _value.Clear();
                if (reader.IsEmptyElement)
                {
                    _cells.Add("");
                }

                break;
            case "v" or "t":
                _inValue = !reader.IsEmptyElement;
                break;
        }
    }

    private void End(string name)
    {
        switch (name)
        {
            case "v" or "t":
                _inValue = false;
                break;
            case "c":
                _cells.Add(values.Text(_value.ToString(), _type, _style));
                break;
            case "row":
                EndRow();
                break;
        }
    }

    private void EndRow()
    {
        if (_cells.TrueForAll(string.IsNullOrWhiteSpace))
        {
            return;
        }

        if (_table is not null && _row > _lastRow + 1)
        {
            _table.Dispose();
            _table = null;
        }

        var isFirst = _table is null;
        _table ??= blocks.Table(new(Sheet: sheet));
        _table.Row(_cells, _row, isFirst && Text.HeaderRow.Looks([.. _cells.SkipWhile(string.IsNullOrWhiteSpace)]));
        _lastRow = _row;
    }

    private void PadTo(int column)
    {
        if (column - _cells.Count <= WidestGap)
        {
            while (_cells.Count < column)
            {
                _cells.Add("");
            }
        }
    }

    // From 0; what an unreadable reference says doesn't matter.
    private static int ColumnOf(string? reference)
    {
        var column = 0;
        foreach (var c in reference ?? "")
        {
            if (!char.IsAsciiLetter(c) || column > 20_000)
            {
                break;
            }

            column = column * 26 + (char.ToUpperInvariant(c) - 'A' + 1);
        }

        return column - 1;
    }
}
