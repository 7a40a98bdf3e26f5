using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace TicketRag.IngestWorker.Extraction.Html;

/// <summary>Parses HTML within the budget: the time is looked at with every element, and the depth once the tree stands.</summary>
internal static class HtmlParsing
{
    private const int MostElements = 1_000_000;

    public static IHtmlDocument Parse(string html, ExtractionBudget budget)
    {
        var elements = 0;
        var parser = new HtmlParser(new()
        {
            IsScripting = true,
            OnCreated = (_, _) =>
            {
                budget.Check();
                ExtractionBudget.Limit(++elements <= MostElements, $"It has more than {MostElements:N0} elements.");
            },
        });
        var document = parser.ParseDocument(html);
        CheckDepth(document, budget);
        return document;
    }

    private static void CheckDepth(IHtmlDocument document, ExtractionBudget budget)
    {
        var depth = 0;
        var node = document.DocumentElement as AngleSharp.Dom.INode;
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
