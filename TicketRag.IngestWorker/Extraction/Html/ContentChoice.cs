using AngleSharp.Dom;

namespace TicketRag.IngestWorker.Extraction.Html;

/// <summary>
/// Picks the element that holds the content: the one of greatest value. Of those that hold nearly as much, the innermost; and where a page has
/// several articles, the one that the page's title heads.
/// </summary>
internal sealed class ContentChoice(TextWeights weights, ExtractionBudget budget)
{
    private const double NearlyAll = 0.9;
    private const double EnoughForTitled = 0.1;

    public IElement Best(IElement body, string? title)
    {
        var best = body;
        foreach (var element in body.Descendants<IElement>())
        {
            best = weights[element].Value > weights[best].Value ? element : best;
        }

        best = Titled(best, title) ?? DeclaredContent.Within(best, weights);
        return Container(Innermost(best));
    }

    // What a page is about is never a paragraph or a list alone, but what they stand in.
    private static IElement Container(IElement element)
    {
        while (!MayHoldContent(element) && element is { ParentElement: { } parent, LocalName: not "body" })
        {
            element = parent;
        }

        return element;
    }

    private IElement Innermost(IElement element)
    {
        var least = NearlyAll * weights[element].Value;
        while (least > 0 && element.Children.FirstOrDefault(child => weights[child].Value >= least) is { } inner && MayHoldContent(inner))
        {
            element = inner;
        }

        return element;
    }

    private static bool MayHoldContent(IElement element) =>
        HtmlElements.IsBlock(element) && HtmlElements.HeadingLevel(element) == 0 && element.LocalName is not ("p" or "ul" or "ol" or "li" or "dl" or "blockquote" or "pre")
        && !(element.LocalName == "table" && DataTable.HasHeader(element));

    // The only article of several whose heading is the page's title.
    private IElement? Titled(IElement best, string? title)
    {
        if (title is null)
        {
            return null;
        }

        var articles = best.Descendants<IElement>().Where(element => element.LocalName == "article" || element.GetAttribute("itemprop") == "articleBody").ToList();
        var titled = articles.Where(article => budget.Each(article.QuerySelectorAll("h1, h2")).Any(heading => CleanText.OfLine(heading.TextContent).Equals(title, StringComparison.OrdinalIgnoreCase))).ToList();
        return articles.Count > 1 && titled.Count >= 1 && weights[titled[0]].Value > EnoughForTitled * weights[best].Value ? titled[0] : null;
    }
}
