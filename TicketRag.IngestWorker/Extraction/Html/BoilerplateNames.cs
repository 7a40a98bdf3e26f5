using System.Text.RegularExpressions;
using AngleSharp.Dom;

namespace TicketRag.IngestWorker.Extraction.Html;

/// <summary>What the names that authors give elements say of them.</summary>
internal static partial class BoilerplateNames
{
    private static readonly string[] Roles = ["navigation", "banner", "complementary", "menu", "menubar", "dialog", "alertdialog", "alert", "search", "contentinfo", "toolbar", "tablist"];

    public static bool IsBoilerplate(IElement element)
    {
        if (element.GetAttribute("role") is { } role && Roles.Contains(role.ToLowerInvariant()))
        {
            return true;
        }

        var names = $"{element.ClassName} {element.Id}";
        return names.Length > 1 && Boilerplate().IsMatch(names);
    }

    public static bool IsContent(IElement element)
    {
        var names = $"{element.ClassName} {element.Id} {element.GetAttribute("itemprop")}";
        return names.Length > 2 && Content().IsMatch(names);
    }

    [GeneratedRegex(
        @"(?<![a-z])(ad|ads|advert\w*|adbox|adsense|sponsor\w*|promo\w*|banner|breadcrumbs?|crumbs?|combx|comments?|disqus\w*|respond|reply|replies|cookies?|consent|gdpr|copyright|credits?|footer|foot|footnav|masthead|menu|nav\w*|navbar|newsletter\w*|subscri\w*|signup|login|outbrain|taboola|pager|pagination|popup|modal|overlay|tooltip|print|rail|related\w*|recommend\w*|read-?next|read-?more|more-(from|stories|news|on)|most-(read|popular)|popular\w*|trending|remark|rss|feed|share\w*|sharing|sharedaddy|shoutbox|sidebar\w*|skip\w*|social\w*|tags?|tag-list|taglist|toolbar|tools|topbar|utility|widget\w*|yom-remote|hidden|visually-?hidden|screen-?reader\w*|sr-only|noprint|no-print)(?![a-z])",
        RegexOptions.IgnoreCase)]
    private static partial Regex Boilerplate();

    [GeneratedRegex(@"(?<![a-z])(article\w*|body|content\w*|entry\w*|h-?entry|hentry|main\w*|page|post\w*|text|blog\w*|story\w*|column)(?![a-z])", RegexOptions.IgnoreCase)]
    private static partial Regex Content();
}
