namespace TicketRag.Pdf.Content;

/// <summary>A transformation of the plane (ISO 32000-2, 8.3.3): x' = ax + cy + e, y' = bx + dy + f.</summary>
internal readonly record struct Matrix(double A, double B, double C, double D, double E, double F)
{
    public static Matrix Identity { get; } = new(1, 0, 0, 1, 0, 0);

    public static Matrix Translation(double x, double y) => new(1, 0, 0, 1, x, y);

    /// <summary>First this transformation, then the other.</summary>
    public Matrix Then(in Matrix next) => new(
        (A * next.A) + (B * next.C), (A * next.B) + (B * next.D),
        (C * next.A) + (D * next.C), (C * next.B) + (D * next.D),
        (E * next.A) + (F * next.C) + next.E, (E * next.B) + (F * next.D) + next.F);

    public (double X, double Y) Apply(double x, double y) => ((A * x) + (C * y) + E, (B * x) + (D * y) + F);

    /// <summary>The box around a transformed box.</summary>
    public PdfBox Apply(PdfBox box)
    {
        var (x1, y1) = Apply(box.Left, box.Bottom);
        var (x2, y2) = Apply(box.Right, box.Bottom);
        var (x3, y3) = Apply(box.Left, box.Top);
        var (x4, y4) = Apply(box.Right, box.Top);
        return new PdfBox(
            Math.Min(Math.Min(x1, x2), Math.Min(x3, x4)), Math.Min(Math.Min(y1, y2), Math.Min(y3, y4)),
            Math.Max(Math.Max(x1, x2), Math.Max(x3, x4)), Math.Max(Math.Max(y1, y2), Math.Max(y3, y4)));
    }
}
