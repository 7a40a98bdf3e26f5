using AngleSharp.Dom;

namespace TicketRag.IngestWorker.Extraction.Html;

/// <summary>Takes out the boxes that ask readers for something: a field for an address or a text, with the little that is said around it.</summary>
internal static class EntryForms
{
    private const int MostCharacters = 400;

    public static void Remove(IElement body)
    {
        foreach (var field in body.QuerySelectorAll("input[type=email], textarea").ToList())
        {
            var box = default(IElement?);
            for (var around = field.ParentElement; around is { LocalName: "form" or "div" or "section" or "aside" or "p" or "label" or "fieldset" } && IsShort(around); around = around.ParentElement)
            {
                box = around;
            }

            box?.Remove();
        }
    }

    private static bool IsShort(IElement element) => element.TextContent.Length < MostCharacters;
}
