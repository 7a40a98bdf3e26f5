using System.Globalization;
using AngleSharp.Html.Dom;

namespace TicketRag.IngestWorker.Extraction.Html;

/// <summary>What a page says of itself: in JSON-LD (schema.org), in Open Graph and other meta elements, in its markup.</summary>
internal static class PageFacts
{
    private static readonly string[] TitleNames = ["og:title", "twitter:title", "dc.title", "dcterm:title", "dc:title", "parsely-title", "weibo:article:title"];
    private static readonly string[] AuthorNames = ["author", "article:author", "dc.creator", "dcterm:creator", "dc:creator", "parsely-author", "byl", "sailthru.author"];
    private static readonly string[] DateNames =
        ["article:published_time", "datepublished", "dc.date", "dcterms.created", "dcterms.date", "dc.date.issued", "parsely-pub-date", "pubdate", "publishdate", "date", "sailthru.date", "og:published_time"];

    public static DocumentFacts Read(IHtmlDocument document, LinkedData linked, ExtractionBudget budget)
    {
        var meta = MetaValues.Read(document);
        return new()
        {
            Title = Line(linked.Title) ?? meta.First(TitleNames) ?? PageTitle.Of(document, budget),
            Author = Person(linked.Author) ?? Person(meta.First(AuthorNames)) ?? Byline.Find(document, budget),
            Date = Date(linked.Date) ?? Date(meta.First(DateNames)) ?? Date(document.QuerySelector("time[pubdate], time[datetime]")?.GetAttribute("datetime")),
            Language = Line(document.DocumentElement.GetAttribute("lang")) ?? Line(document.DocumentElement.GetAttribute("xml:lang")) ?? meta.First(["content-language", "og:locale"])?.Replace('_', '-'),
        };
    }

    private static string? Line(string? text) => text is null ? null : CleanText.OfLine(text) is { Length: > 0 } line ? line : null;

    // Some give the address of a profile.
    private static string? Person(string? name) => Line(name) is { } person && !person.StartsWith("http", StringComparison.OrdinalIgnoreCase) ? person : null;

    private static string? Date(string? value) =>
        Line(value) is { } line && DateTimeOffset.TryParse(line, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _) ? line : null;
}
