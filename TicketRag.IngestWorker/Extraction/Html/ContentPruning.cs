using AngleSharp.Dom;

namespace TicketRag.IngestWorker.Extraction.Html;

/// <summary>Takes out of the content the parts that are mostly links, such as lists of other articles.</summary>
internal static class ContentPruning
{
    private const double MostlyLinks = 0.5;

    private static readonly string[] Candidates = ["div", "section", "ul", "ol", "dl", "table", "header", "form", "fieldset", "figure"];

    public static void Apply(IElement content, TextWeights weights)
    {
        foreach (var element in content.Descendants<IElement>().ToList())
        {
            if (Candidates.Contains(element.LocalName) && weights[element] is { Value: < 0 } weight && weight.LinkDensity > MostlyLinks
                && !(element.LocalName == "table" && DataTable.HasHeader(element)))
            {
                element.Remove();
            }
        }
    }
}
