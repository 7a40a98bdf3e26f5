using AngleSharp.Dom;
using AngleSharp.Html.Dom;

namespace TicketRag.IngestWorker.Extraction.Html;

/// <summary>
/// Finds what a page is about and leaves its furniture out: takes out what is not shown and what is named as boilerplate, picks the element whose
/// text blocks are worth most together, and prunes what is worth nothing within it. Where that leaves little of the page's text, the names are
/// not believed, and at last all that is shown is taken.
/// </summary>
internal static class MainContent
{
    private const double LeastShare = 0.2;
    private const int AlwaysEnough = 1_500;

    /// <param name="parse">Makes the page's tree; called again where a first try took too much out.</param>
    public static IReadOnlyList<IElement> Find(Func<IHtmlDocument> parse, string? title)
    {
        foreach (var believesNames in (bool[])[true, false])
        {
            if (parse().Body is { } body && Find(body, title, believesNames) is { } found)
            {
                return [found];
            }
        }

        return parse() is { Body: { } whole } document ? Seen(document, whole) : [];
    }

    private static IElement? Find(IElement body, string? title, bool believesNames)
    {
        if (believesNames)
        {
            EntryForms.Remove(body);
        }

        PageCleaning.RemoveUnseen(body.Owner!);
        var before = new TextWeights(body);
        var shown = before[body].Unlinked;
        if (believesNames)
        {
            BoilerplateRemoval.Apply(body, before);
        }

        var weights = new TextWeights(body);
        var best = ContentChoice.Best(body, weights, title);
        ContentPruning.Apply(best, weights);
        var kept = weights[best].Unlinked;
        return kept >= AlwaysEnough || kept > LeastShare * shown ? best : null;
    }

    private static IReadOnlyList<IElement> Seen(IHtmlDocument document, IElement body)
    {
        PageCleaning.RemoveUnseen(document);
        return [body];
    }
}
