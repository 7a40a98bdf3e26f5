using System.Text.RegularExpressions;
using AngleSharp.Dom;

namespace TicketRag.IngestWorker.Extraction.Html;

/// <summary>What the names that authors give elements say of them.</summary>
internal static partial class BoilerplateNames
{
    private const int WordsOfASlug = 3;

    private static readonly string[] Roles = ["navigation", "banner", "complementary", "menu", "menubar", "dialog", "alertdialog", "alert", "search", "contentinfo", "toolbar", "tablist"];

    /// <summary>Names that hardly anything else carries.</summary>
    public static bool IsBoilerplate(IElement element) =>
        (element.GetAttribute("role") is { } role && Roles.Contains(role.ToLowerInvariant())) || Boilerplate().IsMatch(NamesOf(element));

    /// <summary>Names that parts of the content carry too.</summary>
    public static bool MayBeBoilerplate(IElement element) => Perhaps().IsMatch(NamesOf(element));

    // An id of many words is made of a heading.
    private static string NamesOf(IElement element)
    {
        var id = element.Id is { } given && given.AsSpan().Count('-') + given.AsSpan().Count('_') < WordsOfASlug ? given : "";
        return $"{element.ClassName} {id}";
    }

    [GeneratedRegex(
        @"(?<![a-z])(ads?|adverts?|advert\w+|adbox|adsense|sponsor\w*|promo\w*|breadcrumbs?|crumbs?|combx|comments?|disqus\w*|respond|reply|replies|cookies?|consent|gdpr|footer|footnav|masthead|menu|nav|navbar|navigation|navbox|newsletter\w*|subscri\w*|signup|outbrain|taboola|pager|pagination|popup|modal|related\w*|recommend\w*|read-?next|read-?more|more-(from|stories|news|on)|most-(read|popular)|popular\w*|trending|sharedaddy|shoutbox|sidebar\w*|skip\w*|social\w*|yom-remote|visually-?hidden|screen-?reader\w*|sr-only|noprint|no-print)(?![a-z])",
        RegexOptions.IgnoreCase)]
    private static partial Regex Boilerplate();

    [GeneratedRegex(
        @"(?<![a-z])(banner|copyright|credits?|foot|login|overlay|tooltip|print|rail|remark|rss|feed|share\w*|sharing|tags?|tag-list|taglist|toolbar|tools|topbar|utility|widget\w*|hidden)(?![a-z])",
        RegexOptions.IgnoreCase)]
    private static partial Regex Perhaps();
}
