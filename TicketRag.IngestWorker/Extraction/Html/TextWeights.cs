using AngleSharp.Dom;

namespace TicketRag.IngestWorker.Extraction.Html;

/// <summary>The weight of every element of a page, computed in one pass.</summary>
internal sealed class TextWeights
{
    private readonly ExtractionBudget _budget;
    private const double MostLinksOfContent = 0.2;

    private readonly Dictionary<INode, TextWeight> _weights = [];
    private int _characters;
    private int _linked;
    private int _marks;

    public TextWeights(IElement root, ExtractionBudget budget)
    {
        _budget = budget;
        Visit(root, inLink: false);
    }

    public TextWeight this[IElement element] => _weights.GetValueOrDefault(element);

    // Inline text gathers until a block begins or ends; then it counts for the element that it stood in.
    private TextWeight Visit(IElement element, bool inLink)
    {
        var weight = default(TextWeight);
        inLink |= element.LocalName == "a" && element.HasAttribute("href");
        foreach (var node in element.ChildNodes)
        {
            switch (node)
            {
                case IText text:
                    Add(text.Data, inLink);
                    break;
                case IElement child when HtmlElements.IsUnseen(child):
                    break;
                case IElement child when HtmlElements.IsBlock(child):
                    weight += Close();
                    weight += VisitBlock(child, inLink);
                    break;
                case IElement child:
                    weight += Visit(child, inLink);
                    break;
            }
        }

        _weights[element] = weight;
        return weight;
    }

    private TextWeight VisitBlock(IElement block, bool inLink)
    {
        _budget.Check();
        var weight = Visit(block, inLink) + Close();
        return _weights[block] = weight.Value < 0 && IsShortByNature(block, weight) ? weight with { Value = 0 } : weight;
    }

    // A heading, the items of a list and the cells of a table are short, whatever they stand in: only their links speak against them.
    private static bool IsShortByNature(IElement block, TextWeight weight) =>
        weight.LinkDensity < MostLinksOfContent
        && (HtmlElements.HeadingLevel(block) > 0 || block.LocalName is "ul" or "ol" or "dl" || (block.LocalName == "table" && DataTable.HasHeader(block)));

    private TextWeight Close()
    {
        var weight = _characters == 0 ? default : new TextWeight(_characters, _linked, ContentValue.Of(_characters, _linked, _marks));
        (_characters, _linked, _marks) = (0, 0, 0);
        return weight;
    }

    private void Add(string text, bool inLink)
    {
        var trimmed = text.AsSpan().Trim();
        var length = 0;
        foreach (var c in trimmed)
        {
            // Ideographs stand for whole words, near enough.
            length += char.IsWhiteSpace(c) ? 1 : c >= '\u2E80' ? 3 : 1;
            _marks += c is ',' or '.' or ';' or '!' or '?' or '，' or '。' or '、' or '！' or '？' or '،' ? 1 : 0;
        }

        _characters += length;
        _linked += inLink ? length : 0;
    }
}
