namespace TicketRag.Pdf;

/// <summary>
/// A rectangle on a page as it is displayed, in points (1/72 inch). The origin is the lower left corner of the crop
/// box after the page's rotation was applied; x grows to the right and y upwards (ISO 32000-2, 8.3.2).
/// </summary>
/// <param name="Left">The smallest x.</param>
/// <param name="Bottom">The smallest y.</param>
/// <param name="Right">The largest x.</param>
/// <param name="Top">The largest y.</param>
public readonly record struct PdfBox(double Left, double Bottom, double Right, double Top)
{
    /// <summary>The extent along x, in points.</summary>
    public double Width => Right - Left;

    /// <summary>The extent along y, in points.</summary>
    public double Height => Top - Bottom;

    /// <summary>The smallest box that covers this one and another.</summary>
    public PdfBox Union(PdfBox other) => new(
        Math.Min(Left, other.Left), Math.Min(Bottom, other.Bottom),
        Math.Max(Right, other.Right), Math.Max(Top, other.Top));

    /// <summary>Whether the two boxes share any point.</summary>
    public bool Intersects(PdfBox other) =>
        Left <= other.Right && other.Left <= Right && Bottom <= other.Top && other.Bottom <= Top;
}
