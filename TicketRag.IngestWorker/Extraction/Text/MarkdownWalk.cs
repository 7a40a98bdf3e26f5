using Markdig.Extensions.Tables;
using Markdig.Extensions.Yaml;
using Markdig.Syntax;
using TicketRag.Core.Documents;

namespace TicketRag.IngestWorker.Extraction.Text;

/// <summary>Writes the tree of a Markdown file as blocks.</summary>
internal sealed class MarkdownWalk(BlockWriter blocks, ExtractionBudget budget)
{
    public void Write(ContainerBlock container, int listDepth = -1)
    {
        foreach (var block in container)
        {
            budget.Check();
            Write(block, listDepth);
        }
    }

    private void Write(Block block, int listDepth)
    {
        var place = new BlockPlace(Line: block.Line + 1);
        switch (block)
        {
            case HeadingBlock heading:
                blocks.Heading(heading.Level, MarkdownInlines.Text(heading.Inline), place);
                break;
            case YamlFrontMatterBlock:
                break;
            case CodeBlock code:
                blocks.Code(code.Lines.ToString(), place);
                break;
            case HtmlBlock html:
                blocks.Paragraph(MarkdownInlines.WithoutTags(html.Lines.ToString()), place);
                break;
            case Table table:
                WriteTable(table, place);
                break;
            case ListItemBlock item:
                WriteItem(item, listDepth, place);
                break;
            case ListBlock list:
                Write(list, listDepth + 1);
                break;
            case ParagraphBlock paragraph:
                blocks.Paragraph(MarkdownInlines.Text(paragraph.Inline), place);
                break;
            case ContainerBlock inner:
                Write(inner, listDepth);
                break;
        }
    }

    private void WriteItem(ListItemBlock item, int depth, BlockPlace place)
    {
        foreach (var child in item)
        {
            if (child == item[0] && child is ParagraphBlock first)
            {
                blocks.ListItem(MarkdownInlines.Text(first.Inline), depth, place);
            }
            else
            {
                Write(child, depth);
            }
        }
    }

    private void WriteTable(Table table, BlockPlace place)
    {
        using var rows = blocks.Table(place);
        foreach (var row in table.OfType<TableRow>())
        {
            rows.Row(
                [.. row.OfType<TableCell>().Select(cell => string.Join(' ', cell.Descendants<LeafBlock>().Select(leaf => MarkdownInlines.Text(leaf.Inline))))],
                row.Line + 1, row.IsHeader);
        }
    }
}
