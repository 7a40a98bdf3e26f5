using Markdig;
using Markdig.Helpers;
using Markdig.Parsers;

namespace TicketRag.IngestWorker.Extraction.Text;

/// <summary>
/// Matches nothing, but looks at the time at each mark while a text is parsed: for a link, a tag or code that nobody closed the parser reads on to the end of the
/// paragraph, from each anew.
/// </summary>
internal sealed class MarkdownWatch : InlineParser
{
    public MarkdownWatch() => OpeningCharacters = ['[', ']', '!', '<', '`', '*', '_', '~', '&', '|'];

    public static MarkdownParserContext Within(ExtractionBudget budget)
    {
        var context = new MarkdownParserContext();
        context.Properties[typeof(ExtractionBudget)] = budget;
        return context;
    }

    public override bool Match(InlineProcessor processor, ref StringSlice slice)
    {
        ((ExtractionBudget)processor.Context!.Properties[typeof(ExtractionBudget)]).Check();
        return false;
    }
}
