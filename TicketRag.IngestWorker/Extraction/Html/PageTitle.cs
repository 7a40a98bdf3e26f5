using AngleSharp.Html.Dom;

namespace TicketRag.IngestWorker.Extraction.Html;

/// <summary>A page's title without the site's name, which most put behind or before it.</summary>
internal static class PageTitle
{
    private const int LeastWords = 3;

    private static readonly string[] Separators = [" | ", " - ", " – ", " — ", " » ", " « ", " :: ", " / ", " · ", "｜"];

    public static string? Of(IHtmlDocument document, ExtractionBudget budget)
    {
        var title = CleanText.OfLine(document.Title ?? "");
        if (title.Length == 0)
        {
            return document.QuerySelector("h1") is { } first && CleanText.OfLine(first.TextContent) is { Length: > 0 } line ? line : null;
        }

        // The part that the page also shows as its heading, if there is one.
        var headings = budget.Each(document.QuerySelectorAll("h1, h2")).Select(heading => CleanText.OfLine(heading.TextContent)).ToHashSet();
        var parts = title.Split(Separators, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return headings.Contains(title) ? title
            : parts.FirstOrDefault(headings.Contains)
            ?? (parts.Length > 1 && WithoutLast(title) is { } shorter && shorter.Split(' ').Length >= LeastWords ? shorter : title);
    }

    private static string? WithoutLast(string title)
    {
        var end = Separators.Max(separator => title.LastIndexOf(separator, StringComparison.Ordinal));
        return end > 0 ? title[..end].Trim() : null;
    }
}
