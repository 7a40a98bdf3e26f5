using AngleSharp.Dom;

namespace TicketRag.IngestWorker.Extraction.Html;

/// <summary>Takes out elements that are named or marked as furniture, unless they hold most of the page.</summary>
internal static class BoilerplateRemoval
{
    private const double MostOfThePage = 0.4;

    private const double LittleOfThePage = 0.05;

    private static readonly string[] Furniture = ["nav", "aside", "footer", "dialog"];
    private static readonly string[] NeverFurniture = ["article", "main", "a", "p", "td", "tr", "tbody", "table", "code", "pre"];

    public static void Apply(IElement body, TextWeights weights)
    {
        var whole = Math.Max(1, weights[body].Value);
        foreach (var element in body.Descendants<IElement>().ToList())
        {
            if (weights[element].Value < ShareToKeep(element) * whole)
            {
                element.Remove();
            }
        }
    }

    // Below which share of the page's content it goes.
    private static double ShareToKeep(IElement element)
    {
        if (Furniture.Contains(element.LocalName))
        {
            return MostOfThePage;
        }

        return HtmlElements.HeadingLevel(element) > 0 || NeverFurniture.Contains(element.LocalName) ? double.NegativeInfinity
            : BoilerplateNames.IsBoilerplate(element) ? MostOfThePage
            : BoilerplateNames.MayBeBoilerplate(element) ? LittleOfThePage
            : double.NegativeInfinity;
    }
}
