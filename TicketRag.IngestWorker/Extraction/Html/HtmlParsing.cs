using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace TicketRag.IngestWorker.Extraction.Html;

/// <summary>Parses HTML within the budget: the time is looked at with every element, the depth with every few, since parsing gets slower with it, and once the tree stands.</summary>
internal static class HtmlParsing
{
    private const int MostElements = 1_000_000;
    private const int ElementsPerLook = 64;

    public static IHtmlDocument Parse(string html, ExtractionBudget budget)
    {
        var elements = 0;
        INode? before = null;
        var parser = new HtmlParser(new()
        {
            IsScripting = true,
            OnCreated = (element, _) =>
            {
                budget.Check();
                if (elements % ElementsPerLook == 0)
                {
                    // The one before is in the tree by now.
                    CheckDepthAbove(before, budget);
                }

                before = element;
                ExtractionBudget.Limit(++elements <= MostElements, $"It has more than {MostElements:N0} elements.");
            },
        });
        var document = parser.ParseDocument(html);
        CheckDepth(document, budget);
        return document;
    }

    private static void CheckDepthAbove(INode? node, ExtractionBudget budget)
    {
        for (var depth = 0; node is not null; node = node.Parent)
        {
            budget.CheckDepth(depth++);
        }
    }

    private static void CheckDepth(IHtmlDocument document, ExtractionBudget budget)
    {
        var depth = 0;
        var node = document.DocumentElement as INode;
        while (node is not null)
        {
            if (node.FirstChild is { } child)
            {
                budget.CheckDepth(++depth);
                node = child;
                continue;
            }

            while (node is not null && node.NextSibling is null)
            {
                node = node.Parent;
                depth--;
            }

            node = node?.NextSibling;
        }
    }
}
