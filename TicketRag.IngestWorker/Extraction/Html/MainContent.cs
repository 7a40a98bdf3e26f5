using AngleSharp.Dom;
using AngleSharp.Html.Dom;

namespace TicketRag.IngestWorker.Extraction.Html;

/// <summary>
/// Finds what a page is about and leaves its furniture out: takes out what is not shown and what is named as boilerplate, picks the element whose
/// text blocks are worth most together, and prunes what is worth nothing within it.
/// </summary>
internal static class MainContent
{
    public static IReadOnlyList<IElement> Find(IHtmlDocument document, ExtractionBudget budget)
    {
        if (document.Body is not { } body)
        {
            return [];
        }

        PageCleaning.RemoveUnseen(document);
        var all = new TextWeights(body);
        BoilerplateRemoval.Apply(body, all);
        budget.Check();
        var weights = new TextWeights(body);
        var best = ContentChoice.Best(body, weights);
        ContentPruning.Apply(best, weights);
        return [best];
    }
}
