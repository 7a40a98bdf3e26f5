using System.Text;
using AngleSharp.Dom;
using TicketRag.Core.Documents;

namespace TicketRag.IngestWorker.Extraction.Html;

/// <summary>Writes a part of an HTML tree as blocks.</summary>
internal sealed class HtmlWalk(BlockWriter blocks, ExtractionBudget budget)
{
    private readonly StringBuilder _line = new();
    private Inline _inline = new(BlockKind.Paragraph, 0);
    private int _listDepth = -1;

    /// <summary>A heading that only repeats it is left out.</summary>
    public string? Title { get; init; }

    public void Write(IEnumerable<IElement> elements)
    {
        foreach (var element in elements)
        {
            Write(element);
        }
    }

    public void Write(IElement element)
    {
        WriteBlock(element);
        Flush();
    }

    private void WriteNodes(INode parent)
    {
        foreach (var node in parent.ChildNodes)
        {
            switch (node)
            {
                case IText text:
                    _line.Append(InlineText.Collapse(text.Data));
                    break;
                case IElement { LocalName: "br" }:
                    _line.Append('\n');
                    break;
                case IElement element when HtmlElements.IsUnseen(element):
                    break;
                case IElement element when HtmlElements.IsBlock(element):
                    Flush();
                    WriteBlock(element);
                    Flush();
                    break;
                case IElement element:
                    WriteNodes(element);
                    break;
            }
        }
    }

    private void WriteBlock(IElement element)
    {
        budget.Check();
        switch (element.LocalName)
        {
            case "pre" or "xmp":
                blocks.Code(element.TextContent);
                break;
            case "ul" or "ol" or "menu" or "dir":
                _listDepth++;
                WriteNodes(element);
                _listDepth--;
                break;
            case "li" or "dd":
                As(new(BlockKind.ListItem, Math.Max(0, _listDepth)), element);
                break;
            case "table" when DataTable.Rows(element) is { } rows:
                DataTable.Write(blocks, rows, budget);
                break;
            default:
                var level = HtmlElements.HeadingLevel(element);
                if (level == 0)
                {
                    WriteNodes(element);
                }
                else if (!RepeatsTitle(element))
                {
                    As(new(BlockKind.Heading, level), element);
                }

                break;
        }
    }

    private void As(Inline kind, IElement element)
    {
        var outer = _inline;
        _inline = kind;
        WriteNodes(element);
        Flush();
        _inline = outer;
    }

    // What follows an item's first text within it is a paragraph of its own.
    private void Flush()
    {
        foreach (var part in InlineText.Parts(_line))
        {
            switch (_inline.Kind)
            {
                case BlockKind.Heading:
                    blocks.Heading(_inline.Level, part);
                    break;
                case BlockKind.ListItem:
                    blocks.ListItem(part, _inline.Level);
                    _inline = new(BlockKind.Paragraph, 0);
                    break;
                default:
                    blocks.Paragraph(part);
                    break;
            }
        }

        _line.Clear();
    }

    private bool RepeatsTitle(IElement heading) =>
        Title is not null && HtmlElements.HeadingLevel(heading) <= 2 && CleanText.OfLine(heading.TextContent).Equals(Title, StringComparison.OrdinalIgnoreCase);

    private readonly record struct Inline(BlockKind Kind, int Level);
}
