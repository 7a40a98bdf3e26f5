using System.Text;
using System.Xml;
using TicketRag.Core.Documents;

namespace TicketRag.IngestWorker.Extraction.Office;

/// <summary>Writes a slide as blocks while its XML streams by (ECMA-376, part 1, 19 and 21).</summary>
internal sealed class SlideWalk(BlockWriter blocks, BlockPlace place, bool isNotes = false)
{
    private static readonly string[] Furniture = ["sldNum", "dt", "ftr", "hdr", "sldImg"];

    private readonly StringBuilder _text = new();
    private readonly StringBuilder _cell = new();
    private readonly List<string> _row = [];
    private TableWriter? _table;
    private bool _isFirstRow;
    private string _placeholder = "";
    private int _depth;
    private bool _inText;

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
                case XmlNodeType.Text or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace when _inText:
                    _text.Append(reader.Value);
                    break;
            }
        }
    }

    private void Begin(XmlReader reader)
    {
        switch (reader.LocalName)
        {
            case "sp":
                _placeholder = "";
                break;
            case "ph":
                _placeholder = reader.Get("type") ?? "body";
                break;
            case "pPr":
                _depth = Math.Clamp(reader.GetNumber("lvl") ?? 0, 0, 8);
                break;
            case "t":
                _inText = !reader.IsEmptyElement;
                break;
            case "br":
                _text.Append('\n');
                break;
            case "tbl":
                _table = blocks.Table(place);
                _isFirstRow = true;
                break;
        }
    }

    private void End(string name)
    {
        switch (name)
        {
            case "t":
                _inText = false;
                break;
            case "p":
                Finish(_text.ToString());
                _text.Clear();
                _depth = 0;
                break;
            case "tc" when _table is not null:
                _row.Add(_cell.ToString());
                _cell.Clear();
                break;
            case "tr" when _table is not null:
                _table.Row(_row, isHeader: _isFirstRow);
                _isFirstRow = false;
                _row.Clear();
                break;
            case "tbl":
                _table?.Dispose();
                _table = null;
                break;
        }
    }

    private void Finish(string text)
    {
        if (_table is not null)
        {
            _cell.Append(_cell.Length > 0 ? " " : "").Append(text);
        }
        else if (Furniture.Contains(_placeholder))
        {
            return;
        }
        else if (_placeholder is "title" or "ctrTitle" && !isNotes)
        {
            blocks.Heading(1, text, place);
        }
        else if (_placeholder == "body" && !isNotes)
        {
            blocks.ListItem(text, _depth, place);
        }
        else
        {
            blocks.Paragraph(text, place);
        }
    }
}
