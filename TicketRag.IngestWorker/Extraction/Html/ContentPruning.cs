using System.Text.RegularExpressions;
using AngleSharp.Dom;

namespace TicketRag.IngestWorker.Extraction.Html;

/// <summary>Takes out of the content what leads elsewhere: parts that are mostly links, such as lists of other articles, with the heading above them, and lines that only point or announce.</summary>
internal static partial class ContentPruning
{
    private const double MostlyLinks = 0.5;
    private const int LongestLine = 160;

    private static readonly string[] Candidates = ["div", "section", "ul", "ol", "dl", "table", "header", "form", "fieldset", "figure"];
    private static readonly string[] Lines = ["p", "div", "span", "li"];

    public static void Apply(IElement content, TextWeights weights, ExtractionBudget budget)
    {
        foreach (var element in budget.Each(content.Descendants<IElement>().ToList()))
        {
            if (LeadsElsewhere(element, weights[element]))
            {
                RemoveWithHeading(element);
            }
            else if (Lines.Contains(element.LocalName) && IsLineOfFurniture(element, weights[element]))
            {
                element.Remove();
            }
        }
    }

    private static bool LeadsElsewhere(IElement element, TextWeight weight) =>
        Candidates.Contains(element.LocalName) && weight is { Value: < 0 } && weight.LinkDensity > MostlyLinks
        && !(element.LocalName == "table" && DataTable.HasHeader(element));

    private static bool IsLineOfFurniture(IElement element, TextWeight weight) =>
        weight.Characters is > 0 and < LongestLine && element.TextContent.Trim() is var line && (Announcement().IsMatch(line) || (weight.LinkDensity > MostlyLinks && Pointer().IsMatch(line)));

    // A heading with nothing else beneath it goes, too.
    private static void RemoveWithHeading(IElement element)
    {
        var (before, after) = (element.PreviousElementSibling, element.NextElementSibling);
        if (before is not null && HtmlElements.HeadingLevel(before) is > 1 and var level && (after is null || HtmlElements.HeadingLevel(after) is > 0 and var next && next <= level))
        {
            before.Remove();
        }

        element.Remove();
    }

    [GeneratedRegex(
        @"^(advertisement|advertising|anzeige|werbung|publicité|publicidad|sponsored( content)?|(story|article) continues below( advertisement)?|share this( article| story| page| post)?|skip to (main )?content|back to top|return to top)[.:…]?$",
        RegexOptions.IgnoreCase)]
    private static partial Regex Announcement();

    [GeneratedRegex(
        @"^\W*((please )?(also )?(read|see|watch)( also| more| next)?|related( articles?| stories| story)?|more (on|from)|recommended( for you)?|(lesen|sehen) sie (auch|mehr)|mehr zum thema|(à )?(lire|voir) aussi|lee(r)? también|leggi anche|leia (também|mais))\s*[:|–—-]",
        RegexOptions.IgnoreCase)]
    private static partial Regex Pointer();
}
