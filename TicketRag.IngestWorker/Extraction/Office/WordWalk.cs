using System.Text;
using System.Xml;

namespace TicketRag.IngestWorker.Extraction.Office;

/// <summary>Writes a part of a Word file as blocks while its XML streams by (ECMA-376, part 1, 17). What tracked changes deleted is left out.</summary>
/// <param name="seen">Texts that are not written again; null where everything is written.</param>
internal sealed class WordWalk(BlockWriter blocks, WordStyles styles, HashSet<string>? seen = null)
{
    private readonly Stack<WordParagraph> _paragraphs = [];
    private readonly StringBuilder _cell = new();
    private readonly List<string> _row = [];
    private TableWriter? _table;
    private bool _isFirstRow;
    private int _tableDepth;
    private int _skipBelow = int.MaxValue;

    public void Write(IEnumerable<XmlReader> nodes)
    {
        foreach (var reader in nodes)
        {
            if (reader.Depth > _skipBelow)
            {
                continue;
            }

            _skipBelow = int.MaxValue;
            switch (reader.NodeType)
            {
                case XmlNodeType.Element:
                    Begin(reader);
                    break;
                case XmlNodeType.EndElement:
                    End(reader.LocalName);
                    break;
                case XmlNodeType.Text or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace:
                    Current?.Add(reader.Value);
                    break;
            }
        }
    }

    private WordParagraph? Current => _paragraphs.TryPeek(out var paragraph) ? paragraph : null;

    private void Begin(XmlReader reader)
    {
        switch (reader.LocalName)
        {
            case "del" or "moveFrom" or "Fallback" or "instrText" or "delText" when !reader.IsEmptyElement:
                _skipBelow = reader.Depth;
                break;
            case "p" when !reader.IsEmptyElement:
                _paragraphs.Push(new());
                break;
            case "tbl" when !reader.IsEmptyElement && ++_tableDepth == 1:
                _table = blocks.Table();
                _isFirstRow = true;
                break;
            default:
                Current?.Begin(reader, styles);
                break;
        }
    }

    private void End(string name)
    {
        switch (name)
        {
            case "p" when _paragraphs.TryPop(out var paragraph):
                Finish(paragraph);
                break;
            case "t":
                Current?.EndText();
                break;
            case "tc" when _tableDepth == 1:
                _row.Add(_cell.ToString());
                _cell.Clear();
                break;
            case "tr" when _tableDepth == 1:
                _table!.Row(_row, isHeader: _isFirstRow);
                _isFirstRow = false;
                _row.Clear();
                break;
            case "tbl" when _tableDepth > 0 && --_tableDepth == 0:
                _table!.Dispose();
                break;
        }
    }

    private void Finish(WordParagraph paragraph)
    {
        if (_tableDepth > 0)
        {
            _cell.Append(_cell.Length > 0 ? " " : "").Append(paragraph.Text);
        }
        else if (seen is null || seen.Add(paragraph.Text))
        {
            paragraph.WriteTo(blocks);
        }
    }
}
