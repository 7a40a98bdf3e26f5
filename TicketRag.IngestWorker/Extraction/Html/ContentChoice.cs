using AngleSharp.Dom;

namespace TicketRag.IngestWorker.Extraction.Html;

/// <summary>Picks the element that holds the content: the one of greatest value, and of those that hold nearly as much the innermost.</summary>
internal static class ContentChoice
{
    private const double NearlyAll = 0.9;

    public static IElement Best(IElement body, TextWeights weights)
    {
        var best = body;
        foreach (var element in body.Descendants<IElement>())
        {
            best = weights[element].Value > weights[best].Value ? element : best;
        }

        return best;
    }
}
