using System.Text;

namespace TicketRag.Pdf.Layout;

/// <summary>Turns drafts into words: the text of their glyphs in logical order, and the box on the page.</summary>
internal sealed class WordWriter(List<FrameGlyph> glyphs, Frame frame)
{
    private readonly StringBuilder _text = new();
    private readonly List<FrameGlyph> _own = [];

    public PdfWord Write(WordDraft draft) => draft.Written ??= Make(draft);

    private PdfWord Make(WordDraft draft)
    {
        _text.Clear();
        _own.Clear();
        for (var piece = draft; piece is not null; piece = piece.Next)
        {
            for (var i = piece.Start; i < piece.End; i++)
            {
                _own.Add(glyphs[i]);
            }
        }

        if (_own.Exists(glyph => Bidi.IsRightToLeft(glyph.Text)))
        {
            Bidi.ToLogicalOrder(_own);
        }

        foreach (var glyph in _own)
        {
            _text.Append(glyph.Text);
        }

        var first = glyphs[draft.Start];
        return new PdfWord(
            _text.ToString(), frame.Leave(draft.Left, draft.Bottom, draft.Right, draft.Top),
            first.Font.Name, Math.Round(first.Size, 2), first.Font.Style, frame.Angle);
    }
}
