using Markdig.Helpers;
using Markdig.Parsers;
using Markdig.Syntax.Inlines;

namespace TicketRag.IngestWorker.Extraction.Text;

/// <summary>Leaves the marks of emphasis in the text as they are written.</summary>
internal sealed class EmphasisAsText : InlineParser
{
    public EmphasisAsText() => OpeningCharacters = ['*', '_'];

    public override bool Match(InlineProcessor processor, ref StringSlice slice)
    {
        var (start, mark) = (slice.Start, slice.CurrentChar);
        while (slice.CurrentChar == mark)
        {
            slice.SkipChar();
        }

        processor.Inline = new LiteralInline(new StringSlice(slice.Text, start, slice.Start - 1));
        return true;
    }
}
