using System.Text;
using AngleSharp.Dom;

namespace TicketRag.IngestWorker.Extraction.Html;

/// <summary>The text of an element, with a space where an element of its own block or a line begins.</summary>
internal static class CellText
{
    public static string Of(IElement element)
    {
        var text = new StringBuilder();
        foreach (var node in element.Descendants())
        {
            switch (node)
            {
                case IText data when data.ParentElement is { } parent && !HtmlElements.IsUnseen(parent):
                    text.Append(data.Data);
                    break;
                case IElement inner when inner.LocalName == "br" || HtmlElements.IsBlock(inner):
                    text.Append(' ');
                    break;
            }
        }

        return text.ToString();
    }
}
