using System.Text.RegularExpressions;
using AngleSharp.Dom;

namespace TicketRag.IngestWorker.Extraction.Html;

/// <summary>What a page itself says its content is: by <c>main</c>, by <c>article</c>, by schema.org's <c>articleBody</c>, by a usual name. Believed where there is one such element, and it holds enough.</summary>
internal static partial class DeclaredContent
{
    private static readonly (Func<IElement, bool> Is, double LeastShare)[] Declarations =
    [
        (static element => element.LocalName == "main" || element.GetAttribute("role") == "main", 0.3),
        (static element => element.LocalName == "article", 0.5),
        (static element => element.GetAttribute("itemprop") is { } property && property.Contains("articleBody", StringComparison.Ordinal), 0.3),
        (static element => HtmlElements.IsBlock(element) && Name().IsMatch(BoilerplateNames.Of(element)), 0.5),
    ];

    /// <summary>The innermost such element within <paramref name="best"/>, or that itself.</summary>
    public static IElement Within(IElement best, TextWeights weights)
    {
        foreach (var (isDeclared, leastShare) in Declarations)
        {
            if (OnlyOne(best, isDeclared) is { } declared && weights[declared].Value >= leastShare * weights[best].Value)
            {
                best = declared;
            }
        }

        return best;
    }

    // The outermost, if all others are within it.
    private static IElement? OnlyOne(IElement best, Func<IElement, bool> isDeclared)
    {
        var all = best.Descendants<IElement>().Where(isDeclared).ToList();
        return all.Count > 0 && all.TrueForAll(one => one == all[0] || all[0].Contains(one)) ? all[0] : null;
    }

    [GeneratedRegex(@"(?<![a-z])((article|entry|post|story|page)[-_]*(body|content|text)|story)(?![a-z])", RegexOptions.IgnoreCase)]
    private static partial Regex Name();
}
