using System.Text;
using System.Text.RegularExpressions;
using Markdig.Extensions.TaskLists;
using Markdig.Syntax.Inlines;

namespace TicketRag.IngestWorker.Extraction.Text;

/// <summary>The text of inline Markdown.</summary>
internal static partial class MarkdownInlines
{
    public static string Text(ContainerInline? inlines)
    {
        var text = new StringBuilder();
        Append(text, inlines);
        return text.ToString();
    }

    public static string WithoutTags(string html) => System.Net.WebUtility.HtmlDecode(Tag().Replace(html, " "));

    private static void Append(StringBuilder text, ContainerInline? inlines)
    {
        for (var inline = inlines?.FirstChild; inline is not null; inline = inline.NextSibling)
        {
            switch (inline)
            {
                case LiteralInline literal:
                    text.Append(literal.Content.AsSpan());
                    break;
                case CodeInline code:
                    text.Append(code.Content);
                    break;
                case LineBreakInline:
                    text.Append('\n');
                    break;
                case HtmlEntityInline entity:
                    text.Append(entity.Transcoded.AsSpan());
                    break;
                case AutolinkInline link:
                    text.Append(link.Url);
                    break;
                case TaskList task:
                    text.Append(task.Checked ? "[x]" : "[ ]");
                    break;
                case ContainerInline container:
                    Append(text, container);
                    break;
            }
        }
    }

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tag();
}
