using System.Text;

namespace TicketRag.Pdf.Layout;

/// <summary>Turns drafts that stand side by side into a line; on a mirrored page they come from right to left.</summary>
internal sealed class LineWriter(WordWriter words, bool isMirrored)
{
    /// <summary>
    /// Writes words as they stand and then mirrors their drafts: columns, cells and rows of right-to-left text follow
    /// each other as those of left-to-right text do in a mirror.
    /// </summary>
    public void Mirror(List<WordDraft> drafts)
    {
        foreach (var draft in drafts)
        {
            words.Write(draft);
            draft.Mirror();
        }
    }

    public PdfLine Write(IEnumerable<WordDraft> drafts)
    {
        var written = drafts.Select(words.Write).ToList();
        if (isMirrored)
        {
            written.Reverse();
        }

        Bidi.ToLogicalOrder(written);
        var text = new StringBuilder();
        foreach (var word in written)
        {
            text.Append(text.Length == 0 ? "" : " ").Append(word.Text);
        }

        return new PdfLine(written, text.ToString(), written.Select(word => word.Box).Aggregate((one, other) => one.Union(other)));
    }
}
