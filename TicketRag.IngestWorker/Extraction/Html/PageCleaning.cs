using AngleSharp.Dom;

namespace TicketRag.IngestWorker.Extraction.Html;

/// <summary>Takes out of a page what nobody reads there.</summary>
internal static class PageCleaning
{
    public static void RemoveUnseen(IDocument document, ExtractionBudget budget)
    {
        // All are looked at before any goes: whether something is hidden for good depends on what stands before it.
        foreach (var element in budget.Each(budget.Each(document.All).Where(IsUnseen).ToList()))
        {
            element.Remove();
        }
    }

    private static bool IsUnseen(IElement element) => HtmlElements.IsUnseen(element) || (IsHidden(element) && !Disclosure.IsPanel(element));

    private static bool IsHidden(IElement element)
    {
        if (element.HasAttribute("hidden") && element.LocalName is not ("html" or "body"))
        {
            return true;
        }

        return element.GetAttribute("style") is { } style
            && (Says(style, "display", "none") || Says(style, "visibility", "hidden"))
            && element.LocalName is not ("html" or "body");
    }

    private static bool Says(string style, string property, string value)
    {
        foreach (var declaration in style.AsSpan().Split(';'))
        {
            var text = style.AsSpan(declaration);
            var colon = text.IndexOf(':');
            if (colon > 0 && text[..colon].Trim().Equals(property, StringComparison.OrdinalIgnoreCase)
                && text[(colon + 1)..].Trim().StartsWith(value, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
