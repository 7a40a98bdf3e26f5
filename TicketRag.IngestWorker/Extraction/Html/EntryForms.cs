using AngleSharp.Dom;

namespace TicketRag.IngestWorker.Extraction.Html;

/// <summary>Takes out the boxes that ask readers for something: a field for an address or a text, with the little that is said around it.</summary>
internal static class EntryForms
{
    private const int MostCharacters = 400;

    public static void Remove(IElement body, ExtractionBudget budget)
    {
        var fields = body.QuerySelectorAll("input[type=email], textarea").ToList();
        if (fields.Count == 0)
        {
            return;
        }

        var lengths = new TextLengths(body);
        foreach (var field in budget.Each(fields))
        {
            if (BoxOf(field, lengths) is { } box)
            {
                lengths.Remove(box);
                box.Remove();
            }
        }
    }

    private static IElement? BoxOf(IElement field, TextLengths lengths)
    {
        var box = default(IElement?);
        for (var around = field.ParentElement; around is { LocalName: "form" or "div" or "section" or "aside" or "p" or "label" or "fieldset" } && lengths[around] < MostCharacters; around = around.ParentElement)
        {
            box = around;
        }

        return box;
    }
}
