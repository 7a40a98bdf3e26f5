using AngleSharp.Html.Dom;
using TicketRag.IngestWorker.Extraction.Text;

namespace TicketRag.IngestWorker.Extraction.Html;

/// <summary>A web page or an HTML file: its main content, with what the page says of itself.</summary>
internal sealed class HtmlExtractor : IExtractor
{
    // Less is no article, but what stands around one that is not there.
    private const double ShownShare = 0.34;

    private static readonly string[] Beginnings = ["<!doctype html", "<html", "<head", "<body", "<title", "<meta", "<div", "<p>", "<p ", "<h1", "<table", "<article", "<section", "<span", "<ul", "<main"];

    public string Format => "html";

    public bool Recognizes(FileProbe file)
    {
        if (file.Sample is not { } sample)
        {
            return false;
        }

        var start = SkipComments(sample.AsSpan());
        return StartsWithAny(start) || (file.IsDeclared("text/html", ".html", ".htm", ".xhtml") && sample.Contains('<')) || file.ContentType.Type == "application/xhtml+xml";
    }

    public void Extract(ExtractionRun run)
    {
        var html = HtmlDecoding.Decode(run.ReadWhole(), run.File.ContentType.Charset);
        IHtmlDocument? first = HtmlParsing.Parse(html, run.Budget);
        var linked = LinkedData.Read(first);
        run.Blocks.Facts = PageFacts.Read(first, linked, run.Budget);
        var content = new MainContent(run.Budget, run.Blocks.Facts.Title).Find(() => Interlocked.Exchange(ref first, null) ?? HtmlParsing.Parse(html, run.Budget));
        if (linked.Body is { } body && body.Length * ShownShare > content.Sum(element => element.TextContent.Length))
        {
            WriteLinked(run, body);
            return;
        }

        new HtmlWalk(run.Blocks, run.Budget) { Title = run.Blocks.Facts.Title }.Write(content);
    }

    // A page whose text a script puts together in the browser says in its linked data what that is.
    private static void WriteLinked(ExtractionRun run, string body)
    {
        if (body.Contains("</p>", StringComparison.OrdinalIgnoreCase))
        {
            HtmlBody.Write(body, run.Blocks, run.Budget);
            return;
        }

        foreach (var paragraph in body.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            run.Blocks.Paragraph(paragraph);
        }
    }

    private static bool StartsWithAny(ReadOnlySpan<char> start)
    {
        foreach (var beginning in Beginnings)
        {
            if (start.StartsWith(beginning, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static ReadOnlySpan<char> SkipComments(ReadOnlySpan<char> text)
    {
        text = text.TrimStart();
        while (text.StartsWith("<!--", StringComparison.Ordinal) || text.StartsWith("<?", StringComparison.Ordinal))
        {
            var end = text.IndexOf(text[1] == '!' ? "-->" : ">", StringComparison.Ordinal);
            if (end < 0)
            {
                return text;
            }

            text = text[(end + 1)..].TrimStart("->").TrimStart();
        }

        return text;
    }
}
