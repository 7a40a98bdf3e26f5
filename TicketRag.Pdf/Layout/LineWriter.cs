using System.Text;

namespace TicketRag.Pdf.Layout;

/// <summary>Turns drafts that stand side by side into a line.</summary>
internal sealed class LineWriter(WordWriter words)
{
    public PdfLine Write(IEnumerable<WordDraft> drafts)
    {
        var written = drafts.Select(words.Write).ToList();
        Bidi.ToLogicalOrder(written);
        var text = new StringBuilder();
        foreach (var word in written)
        {
            text.Append(text.Length == 0 ? "" : " ").Append(word.Text);
        }

        return new PdfLine(written, text.ToString(), written.Select(word => word.Box).Aggregate((one, other) => one.Union(other)));
    }
}
