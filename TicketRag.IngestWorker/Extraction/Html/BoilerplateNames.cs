using System.Text.RegularExpressions;
using AngleSharp.Dom;

namespace TicketRag.IngestWorker.Extraction.Html;

/// <summary>What the names that authors give elements say of them.</summary>
internal static partial class BoilerplateNames
{
    private const int WordsOfASlug = 3;

    private static readonly string[] Roles = ["navigation", "banner", "complementary", "menu", "menubar", "alert", "search", "contentinfo", "toolbar", "tablist"];
    private static readonly string[] Dialogs = ["dialog", "alertdialog"];

    /// <summary>Whether it lies above the page until somebody closes it.</summary>
    public static bool IsDialog(IElement element) => element.GetAttribute("aria-modal") == "true" || HasRole(element, Dialogs);

    public static bool HasBoilerplateRole(IElement element) => HasRole(element, Roles);

    /// <summary>Names that hardly anything else carries.</summary>
    public static bool IsBoilerplate(string names) => Boilerplate().IsMatch(names);

    /// <summary>Names of what readers write beneath an article.</summary>
    public static bool IsDiscussion(string names) => Discussion().IsMatch(names);

    /// <summary>Names that parts of the content carry too.</summary>
    public static bool MayBeBoilerplate(string names) => Perhaps().IsMatch(names);

    /// <summary>Its class names and its id, in words.</summary>
    public static string Of(IElement element)
    {
        // An id of many words is made of a heading.
        var id = element.Id is { Length: > 0 } given && given.AsSpan().Count('-') + given.AsSpan().Count('_') < WordsOfASlug ? given : "";
        var classes = element.ClassName ?? "";
        var names = id.Length == 0 ? classes : $"{classes} {id}";
        return HtmlElements.IsBlock(element) && names.AsSpan().ContainsAnyInRange('A', 'Z') ? Hump().Replace(names, "-") : names;
    }

    private static bool HasRole(IElement element, string[] roles) => element.GetAttribute("role") is { } role && roles.Contains(role.ToLowerInvariant());

    [GeneratedRegex("(?<=[a-z])(?=[A-Z])")]
    private static partial Regex Hump();

    [GeneratedRegex(
        @"(?<![a-z])(ads?|adverts?|advert\w+|adbox|adsense|werbung|anzeigen?|publicidad|publicite|sponsor\w*|promo\w*|breadcrumbs?|crumbs?|combx|cookies?|consent|gdpr|cmp|footer|footnav|masthead|menu|menubar|hauptmenue?|(top|main|sub|side|left|right|global|site|local|post|page|thread)?nav|navbar|navigation|navbox|newsletter\w*|subscri\w*|signup|outbrain|taboola|pager|pagination|popup|modal|related\w*|recommend\w*|read-?next|read-?more|more-(from|stories|news|on)|(also|may|might)-(also-)?(like|bought)|most-(read|popular)|popular\w*|trending|sharedaddy|shoutbox|sidebar\w*|seitenleiste|skip\w*|social\w*|support-us|donat(e|ions?)|about-(the-)?author|author-?(bio|box|card|profile)|jump-?links?|yom-remote|visually-?hidden|screen-?reader\w*|sr-only|noprint|no-print)(?![a-z])",
        RegexOptions.IgnoreCase)]
    private static partial Regex Boilerplate();

    [GeneratedRegex(@"(?<![a-z])(comment(?!ar(y|ies)(?![a-z]))\w*|kommentar\w*|comentario\w*|commentaire\w*|disqus\w*|respond|reply|replies)(?![a-z])", RegexOptions.IgnoreCase)]
    private static partial Regex Discussion();

    [GeneratedRegex(
        @"(?<![a-z])(banner|byline|copyright|credits?|feedback|foot|helpful|login|overlay|tooltip|print|rail|remark|rss|feed|share\w*|sharing|tags?|tag-list|taglist|toolbar|tools|topbar|utility|votes?|widget\w*|hidden|(post|entry|article)-?meta)(?![a-z])",
        RegexOptions.IgnoreCase)]
    private static partial Regex Perhaps();
}
