using System.Runtime.InteropServices;
using AngleSharp.Dom;

namespace TicketRag.IngestWorker.Extraction.Html;

/// <summary>Takes out elements that are named or marked as furniture, unless they hold so much of the page that they must be what it is about.</summary>
internal static class BoilerplateRemoval
{
    private const double NearlyThePage = 0.9;
    private const double MuchMoreThanThePage = 0.75;
    private const double MostOfThePage = 0.4;
    private const double LittleOfThePage = 0.05;

    private static readonly string[] Furniture = ["nav", "aside", "footer", "dialog"];
    private static readonly string[] NeverFurniture = ["article", "main", "a", "p", "td", "tr", "tbody", "table", "code", "pre"];

    public static void Apply(IElement body, TextWeights weights, ExtractionBudget budget)
    {
        var whole = Math.Max(1, weights[body].Value);
        var byNames = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var element in budget.Each(body.Descendants<IElement>().ToList()))
        {
            if (weights[element].Value < ShareToKeep(element, byNames) * whole)
            {
                element.Remove();
            }
        }
    }

    // Below which share of the page's content it goes.
    private static double ShareToKeep(IElement element, Dictionary<string, double> byNames)
    {
        if (BoilerplateNames.IsDialog(element))
        {
            return NearlyThePage;
        }

        if (Furniture.Contains(element.LocalName))
        {
            return MostOfThePage;
        }

        return HtmlElements.HeadingLevel(element) > 0 || NeverFurniture.Contains(element.LocalName) ? double.NegativeInfinity
            : BoilerplateNames.HasBoilerplateRole(element) ? MostOfThePage
            : ShareToKeep(BoilerplateNames.Of(element), byNames);
    }

    // A page has far more elements than names for them.
    private static double ShareToKeep(string names, Dictionary<string, double> byNames)
    {
        ref var share = ref CollectionsMarshal.GetValueRefOrAddDefault(byNames, names, out var isKnown);
        return isKnown ? share : share = ShareToKeep(names);
    }

    private static double ShareToKeep(string names) =>
        string.IsNullOrWhiteSpace(names) ? double.NegativeInfinity
        : BoilerplateNames.IsDiscussion(names) ? MuchMoreThanThePage
        : BoilerplateNames.IsBoilerplate(names) ? MostOfThePage
        : BoilerplateNames.MayBeBoilerplate(names) ? LittleOfThePage
        : double.NegativeInfinity;
}
