using TicketRag.Pdf.Content;

namespace TicketRag.Pdf.Layout;

/// <summary>The plane turned so that text of one direction runs to the right and its lines follow downwards.</summary>
internal readonly struct Frame
{
    private readonly double _sin;
    private readonly double _cos;

    public Frame(int angle)
    {
        Angle = angle;
        (_sin, _cos) = angle switch
        {
            0 => (0, 1),
            90 => (1, 0),
            180 => (0, -1),
            270 => (-1, 0),
            _ => Math.SinCos(angle * Math.PI / 180),
        };
    }

    public int Angle { get; }

    public FrameGlyph Enter(in Glyph glyph)
    {
        var x = (glyph.X * _cos) + (glyph.Y * _sin);
        var y = (glyph.Y * _cos) - (glyph.X * _sin);
        return new FrameGlyph(
            glyph.Text, glyph.Font, (float)x, (float)x + glyph.Advance, (float)y, glyph.Size,
            (float)y + glyph.Ascent, (float)y + glyph.Descent);
    }

    /// <summary>The box on the page around a box of this frame.</summary>
    public PdfBox Leave(double left, double bottom, double right, double top) =>
        new Matrix(_cos, _sin, -_sin, _cos, 0, 0).Apply(new PdfBox(left, bottom, right, top));

    /// <summary>The box of this frame around a box on the page.</summary>
    public PdfBox Enter(PdfBox box) => new Matrix(_cos, -_sin, _sin, _cos, 0, 0).Apply(box);
}

/// <summary>A glyph in its frame: from left to right, with its baseline and how far it reaches above and below.</summary>
internal readonly record struct FrameGlyph(
    string Text, Fonts.FontTraits Font, float Left, float Right, float Base, float Size, float Top, float Bottom);
