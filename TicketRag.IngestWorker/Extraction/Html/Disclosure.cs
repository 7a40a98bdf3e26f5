using AngleSharp.Dom;

namespace TicketRag.IngestWorker.Extraction.Html;

/// <summary>Content that is hidden until somebody opens it, as answers to frequent questions are: beneath a control that names it, or as a tab.</summary>
internal static class Disclosure
{
    public static bool IsPanel(IElement element) =>
        element.GetAttribute("role") == "tabpanel" || (element.Id is { Length: > 0 } id && element.PreviousElementSibling is { } before && IsControlOf(before, id));

    /// <summary>Whether a button is the title of what it opens.</summary>
    public static bool IsTitle(IElement button) =>
        button.ParentElement is { } parent && (IsTitled(parent) || (button.GetAttribute("aria-controls") is { } id && button.NextElementSibling?.Id == id));

    private static bool IsControlOf(IElement element, string id) =>
        Names(element, id) || ((IsTitled(element) || element.LocalName == "div") && element.Children.Any(child => Names(child, id)));

    private static bool IsTitled(IElement element) => HtmlElements.HeadingLevel(element) > 0 || element.LocalName is "dt" or "summary";

    private static bool Names(IElement control, string id) => control.GetAttribute("aria-controls") == id;
}
