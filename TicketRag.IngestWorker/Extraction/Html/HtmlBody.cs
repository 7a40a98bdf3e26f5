namespace TicketRag.IngestWorker.Extraction.Html;

/// <summary>Writes all that an HTML document shows, as mails have it: without a search for the main content.</summary>
internal static class HtmlBody
{
    public static void Write(string html, BlockWriter blocks, ExtractionBudget budget)
    {
        var document = HtmlParsing.Parse(html, budget);
        PageCleaning.RemoveUnseen(document, budget);
        if (document.Body is { } body)
        {
            new HtmlWalk(blocks, budget).Write(body);
        }
    }
}
