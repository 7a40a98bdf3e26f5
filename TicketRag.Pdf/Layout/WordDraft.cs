using System.Buffers;
using System.Text;

namespace TicketRag.Pdf.Layout;

/// <summary>A run of glyphs without a gap, in its frame. Pieces that were drawn apart are chained from left to right.</summary>
internal sealed class WordDraft(int start, in FrameGlyph glyph)
{
    // The band that lower case letters fill: lines that touch with their ascenders do not touch with it.
    private const float CoreBelow = 0.15f;
    private const float CoreAbove = 0.55f;

    // In parts of the font size: less is no space, but a font whose spaces have no width.
    private const float NarrowestSpace = 0.1f;

    private readonly bool _isLetter = Rune.DecodeFromUtf16(glyph.Text, out var rune, out var length) == OperationStatus.Done
        && length == glyph.Text.Length && Rune.IsLetter(rune);

    public int Start { get; } = start;

    /// <summary>Whether it is one glyph that shows one letter.</summary>
    public bool IsLetter => End == Start + 1 && _isLetter;

    /// <summary>One behind the last glyph.</summary>
    public int End { get; private set; } = start + 1;

    public float Left { get; private set; } = glyph.Left;

    public float Right { get; private set; } = glyph.Right;

    public float Base { get; } = glyph.Base;

    public float Top { get; private set; } = glyph.Top;

    public float Bottom { get; private set; } = glyph.Bottom;

    public float Size { get; } = glyph.Size;

    /// <summary>Whether a space was drawn behind it, so that nothing may be joined to it.</summary>
    public bool IsSpaceAfter { get; set; }

    /// <summary>Whether that space takes as much room as a space should.</summary>
    public bool HasWideSpace { get; private set; }

    /// <summary>The word that it became.</summary>
    public PdfWord? Written { get; set; }

    /// <summary>The piece of the same word to the right.</summary>
    public WordDraft? Next { get; private set; }

    public WordDraft LastPiece { get; private set; } = null!;

    public void Add(int index, in FrameGlyph glyph)
    {
        End = index + 1;
        Left = Math.Min(Left, glyph.Left);
        Right = Math.Max(Right, glyph.Right);
        Top = Math.Max(Top, glyph.Top);
        Bottom = Math.Min(Bottom, glyph.Bottom);
    }

    public void AddSpace(in FrameGlyph space)
    {
        IsSpaceAfter = true;
        HasWideSpace |= space.Right - space.Left >= NarrowestSpace * space.Size;
    }

    /// <summary>Whether it was put to a piece before it.</summary>
    public bool IsContinuation { get; private set; }

    public void Append(WordDraft piece)
    {
        piece.IsContinuation = true;
        var last = LastPiece ?? this;
        last.Next = piece;
        LastPiece = piece.LastPiece ?? piece;
        IsSpaceAfter = piece.IsSpaceAfter;
        Left = Math.Min(Left, piece.Left);
        Right = Math.Max(Right, piece.Right);
        Top = Math.Max(Top, piece.Top);
        Bottom = Math.Min(Bottom, piece.Bottom);
    }

    public void Mirror() => (Left, Right) = (-Right, -Left);

    /// <summary>How much of the smaller core lies within the other's: 1 on one baseline, 0 on two lines.</summary>
    public float CoreOverlap(WordDraft other)
    {
        var low = Math.Max(Base - (CoreBelow * Size), other.Base - (CoreBelow * other.Size));
        var high = Math.Min(Base + (CoreAbove * Size), other.Base + (CoreAbove * other.Size));
        return Math.Max(0, high - low) / ((CoreBelow + CoreAbove) * Math.Min(Size, other.Size));
    }
}
