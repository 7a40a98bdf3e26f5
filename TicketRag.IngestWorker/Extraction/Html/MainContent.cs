using AngleSharp.Dom;
using AngleSharp.Html.Dom;

namespace TicketRag.IngestWorker.Extraction.Html;

/// <summary>
/// Finds what a page is about and leaves its furniture out: takes out what is not shown and what is named as boilerplate, picks the element whose
/// text blocks are worth most together, and prunes what is worth nothing within it. Where that leaves little of the page's text, the names are
/// not believed, and at last all that is shown is taken.
/// </summary>
internal sealed class MainContent(ExtractionBudget budget, string? title)
{
    private const double LeastShare = 0.2;
    private const int AlwaysEnough = 1_500;

    /// <param name="parse">Makes the page's tree; called again where a first try took too much out. By then the tree before may go.</param>
    public IReadOnlyList<IElement> Find(Func<IHtmlDocument> parse)
    {
        foreach (var believesNames in (bool[])[true, false])
        {
            if (Find(parse, believesNames) is { } found)
            {
                return [found];
            }
        }

        return Seen(parse());
    }

    private IElement? Find(Func<IHtmlDocument> parse, bool believesNames)
    {
        if (parse().Body is not { } body)
        {
            return null;
        }

        if (believesNames)
        {
            EntryForms.Remove(body, budget);
        }

        PageCleaning.RemoveUnseen(body.Owner!, budget);
        var before = new TextWeights(body, budget);
        var shown = before[body].Unlinked;
        if (believesNames)
        {
            BoilerplateRemoval.Apply(body, before, budget);
        }

        var weights = new TextWeights(body, budget);
        var best = new ContentChoice(weights, budget).Best(body, title);
        ContentPruning.Apply(best, weights, budget);
        var kept = weights[best].Unlinked;
        return kept >= AlwaysEnough || kept > LeastShare * shown ? best : null;
    }

    private IReadOnlyList<IElement> Seen(IHtmlDocument document)
    {
        PageCleaning.RemoveUnseen(document, budget);
        return document.Body is { } whole ? [whole] : [];
    }
}
