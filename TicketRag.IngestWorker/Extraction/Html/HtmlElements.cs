using System.Collections.Frozen;
using AngleSharp.Dom;

namespace TicketRag.IngestWorker.Extraction.Html;

/// <summary>What sorts of elements there are, by the HTML standard's rendering.</summary>
internal static class HtmlElements
{
    private static readonly FrozenSet<string> Blocks = FrozenSet.Create(
        StringComparer.Ordinal,
        "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure",
        "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "html", "legend", "li", "main", "menu", "nav", "ol", "optgroup", "option", "p", "pre",
        "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul", "xmp");

    private static readonly FrozenSet<string> Unseen = FrozenSet.Create(
        StringComparer.Ordinal,
        "applet", "area", "audio", "base", "button", "canvas", "datalist", "embed", "frame", "frameset", "head", "iframe", "input", "link", "map", "math-annotation", "meta",
        "meter", "noembed", "noframes", "noscript", "object", "output", "param", "progress", "script", "select", "source", "style", "svg", "template", "textarea", "title", "track",
        "video");

    public static bool IsBlock(IElement element) => Blocks.Contains(element.LocalName);

    /// <summary>Whether it shows no text that belongs to a document: code, media, controls.</summary>
    public static bool IsUnseen(IElement element) => Unseen.Contains(element.LocalName) && !(element.LocalName == "button" && Disclosure.IsTitle(element));

    /// <summary>1 to 6; 0 where it is no heading.</summary>
    public static int HeadingLevel(IElement element) => element.LocalName is ['h', >= '1' and <= '6' and var level] ? level - '0' : 0;
}
