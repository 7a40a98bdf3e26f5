using AngleSharp.Dom;

namespace TicketRag.IngestWorker.Extraction.Html;

/// <summary>Takes out elements that are named or marked as furniture, unless they hold most of the page.</summary>
internal static class BoilerplateRemoval
{
    private const double MostOfThePage = 0.4;

    private static readonly string[] Furniture = ["nav", "aside", "footer", "dialog"];

    public static void Apply(IElement body, TextWeights weights)
    {
        var whole = Math.Max(1, weights[body].Value);
        foreach (var element in body.Descendants<IElement>().ToList())
        {
            if (IsFurniture(element) && weights[element].Value < MostOfThePage * whole)
            {
                element.Remove();
            }
        }
    }

    private static bool IsFurniture(IElement element) =>
        Furniture.Contains(element.LocalName)
        || (HtmlElements.HeadingLevel(element) == 0 && element.LocalName is not ("article" or "main" or "a" or "p" or "td" or "tr" or "tbody" or "table" or "code" or "pre")
            && BoilerplateNames.IsBoilerplate(element));
}
