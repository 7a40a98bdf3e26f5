using System.Text;
using System.Xml;

namespace TicketRag.IngestWorker.Extraction.Office;

/// <summary>A paragraph while it is read.</summary>
internal sealed class WordParagraph
{
    private readonly StringBuilder _text = new();
    private int _headingLevel;
    private int? _listDepth;
    private bool _inText;

    public string Text => _text.ToString();

    public void Begin(XmlReader reader, WordStyles styles)
    {
        switch (reader.LocalName)
        {
            case "pStyle":
                var style = reader.Get("val");
                _headingLevel = styles.HeadingLevel(style);
                _listDepth ??= styles.IsList(style) ? 0 : null;
                break;
            case "outlineLvl" when reader.GetNumber("val") is >= 0 and < 9 and var outline:
                _headingLevel = outline + 1;
                break;
            case "numPr":
                _listDepth ??= 0;
                break;
            case "ilvl":
                _listDepth = Math.Clamp(reader.GetNumber("val") ?? 0, 0, 9);
                break;
            case "t":
                _inText = !reader.IsEmptyElement;
                break;
            case "tab" when _text.Length > 0:
                _text.Append(' ');
                break;
            case "br" or "cr":
                _text.Append('\n');
                break;
            case "noBreakHyphen":
                _text.Append('-');
                break;
        }
    }

    public void Add(string text) => _text.Append(_inText ? text : "");

    public void EndText() => _inText = false;

    public void WriteTo(BlockWriter blocks)
    {
        if (_headingLevel > 0)
        {
            blocks.Heading(_headingLevel, Text);
        }
        else if (_listDepth is { } depth)
        {
            blocks.ListItem(Text, depth);
        }
        else
        {
            blocks.Paragraph(Text);
        }
    }
}
