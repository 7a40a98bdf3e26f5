using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace TicketRag.Benchmarks.Extraction;

/// <summary>The text of an expected article, with a space at block elements, or words would fuse.</summary>
internal static class HtmlOracle
{
    private static readonly HashSet<string> Blocks =
    [
        "address", "article", "aside", "blockquote", "body", "br", "caption", "dd", "details", "div", "dl", "dt", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4",
        "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "summary", "table", "td", "th", "tr", "ul",
    ];

    public static string Text(string html)
    {
        var text = new StringBuilder();
        Append(text, new HtmlParser().ParseDocument(html));
        return text.ToString();
    }

    private static void Append(StringBuilder text, INode node)
    {
        foreach (var child in node.ChildNodes)
        {
            if (child is IText data && data.ParentElement?.LocalName is not ("script" or "style"))
            {
                text.Append(data.Data);
                continue;
            }

            var edge = Blocks.Contains((child as IElement)?.LocalName ?? "") ? " " : "";
            text.Append(edge);
            Append(text, child);
            text.Append(edge);
        }
    }
}
