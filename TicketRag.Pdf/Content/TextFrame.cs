namespace TicketRag.Pdf.Content;

/// <summary>How text space lies on the displayed page while one string is shown (ISO 32000-2, 9.4.4).</summary>
internal readonly struct TextFrame
{
    public TextFrame(in Matrix matrix, in GraphicsState state)
    {
        Matrix = matrix;
        var along = Math.Sqrt((matrix.A * matrix.A) + (matrix.B * matrix.B));
        var across = Math.Sqrt((matrix.C * matrix.C) + (matrix.D * matrix.D));
        var size = Math.Abs(state.FontSize);
        if (state.Font.IsVertical)
        {
            // Lines run downwards: the size is what they are wide.
            Size = (float)(size * along);
            AdvanceScale = size * across;
            Angle = Degrees(-matrix.C * state.FontSize, -matrix.D * state.FontSize);
        }
        else
        {
            var sign = Math.Sign(state.FontSize) * Math.Sign(state.HorizontalScale);
            Size = (float)(size * across * state.Font.SizeFactor);
            AdvanceScale = size * along * Math.Abs(state.HorizontalScale);
            Angle = Degrees(matrix.A * sign, matrix.B * sign);
        }
    }

    public Matrix Matrix { get; }

    public float Size { get; }

    /// <summary>From a glyph's advance, as a part of the font size, to points.</summary>
    public double AdvanceScale { get; }

    public short Angle { get; }

    private static short Degrees(double x, double y)
    {
        if (y == 0)
        {
            return (short)(x >= 0 ? 0 : 180);
        }

        var degrees = Math.Round(Math.Atan2(y, x) * 180 / Math.PI);
        return double.IsFinite(degrees) ? (short)((degrees + 360) % 360) : (short)0;
    }
}
