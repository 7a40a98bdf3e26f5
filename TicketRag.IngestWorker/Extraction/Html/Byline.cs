using AngleSharp.Html.Dom;

namespace TicketRag.IngestWorker.Extraction.Html;

/// <summary>The author's name as a page shows it.</summary>
internal static class Byline
{
    private const int LongestName = 100;

    public static string? Find(IHtmlDocument document, ExtractionBudget budget) =>
        budget.Each(document.QuerySelectorAll("[rel~=author], [itemprop~=author] [itemprop~=name], [itemprop~=author], .byline, .author-name, .author, .p-author, .entry-author"))
            .Select(element => WithoutBy(CleanText.OfLine(element.TextContent)))
            .FirstOrDefault(name => name.Length is > 1 and < LongestName);

    private static string WithoutBy(string name) =>
        name.StartsWith("by ", StringComparison.OrdinalIgnoreCase) ? name[3..].Trim() : name;
}
