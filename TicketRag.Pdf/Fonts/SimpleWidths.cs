using TicketRag.Pdf.Objects;

namespace TicketRag.Pdf.Fonts;

/// <summary>The widths of a simple font's codes (ISO 32000-2, 9.6.2.1), as parts of the font size.</summary>
internal sealed class SimpleWidths
{
    private const double Thousandth = 0.001;

    // A font box covers accents and descenders: its height is more than the size one would call the text by.
    private const double BoxToSize = 0.85;

    // Glyphs are half as wide as they are high, or as wide; what is far from it in a font box was made up.
    private const double LeastHeightToWidth = 0.5;
    private const double MostHeightToWidth = 5;

    private readonly double[] _widths = new double[256];

    public SimpleWidths(
        ObjectStore store, DictionaryObject font, FontTraits traits, DictionaryObject? descriptor, SimpleEncoding encoding)
    {
        var isType3 = store.Get(font, "Subtype").IsName("Type3");
        var scale = isType3 ? Type3Scale(store, font) : Thousandth;
        var missing = descriptor is null ? 0 : store.Get(descriptor, "MissingWidth").Number;
        Array.Fill(_widths, missing * scale);
        if (store.Get(font, "Widths").Array is { Count: > 0 } widths)
        {
            var first = store.Get(font, "FirstChar").Integer;
            for (var i = 0; i < widths.Count; i++)
            {
                if (first + (long)i is >= 0 and < 256 and var code)
                {
                    _widths[code] = store.Get(widths, i).Number * scale;
                }
            }
        }
        else if (!isType3)
        {
            UseStandard(traits, encoding);
        }

        if (isType3)
        {
            SizeFactor = Type3Size(store, font, scale);
        }
    }

    public double SizeFactor { get; private set; } = 1;

    public double Of(int code) => _widths[code];

    private void UseStandard(FontTraits traits, SimpleEncoding encoding)
    {
        var metrics = StandardMetrics.For(
            traits.Name, traits.Style.HasFlag(PdfFontStyle.Bold), traits.Style.HasFlag(PdfFontStyle.Italic), traits.IsSerif);
        for (var code = 0; code < 256; code++)
        {
            if (encoding.Name(code) is { } name)
            {
                _widths[code] = StandardMetrics.Width(metrics, name) * Thousandth;
            }
        }
    }

    /// <summary>Type 3 fonts bring their own units (9.6.4). A thousandth is as good as any when the matrix tells nothing.</summary>
    private static double Type3Scale(ObjectStore store, DictionaryObject font)
    {
        var scale = Math.Max(Math.Abs(MatrixEntry(store, font, 0)), Math.Abs(MatrixEntry(store, font, 1)));
        return scale > 0 ? scale : Thousandth;
    }

    /// <summary>Their units are often such that the size set means nothing: the font box or else the widths tell it.</summary>
    private double Type3Size(ObjectStore store, DictionaryObject font, double scale)
    {
        var width = _widths.Where(width => width > 0).DefaultIfEmpty(0).Average();
        var vertical = Math.Max(Math.Abs(MatrixEntry(store, font, 3)), Math.Abs(MatrixEntry(store, font, 2)));
        var box = store.Get(font, "FontBBox").Array;
        var height = box is null ? 0 : Math.Abs(store.Get(box, 3).Number - store.Get(box, 1).Number);
        var size = height * (vertical > 0 ? vertical : scale) * BoxToSize;
        if (size > 0 && (width == 0 || size / width is >= LeastHeightToWidth and <= MostHeightToWidth))
        {
            return Math.Clamp(size, 0.01, 100);
        }

        return width is 0 or (>= 0.2 and <= 1.2) ? 1 : Math.Clamp(2 * width, 0.01, 100);
    }

    private static double MatrixEntry(ObjectStore store, DictionaryObject font, int index) =>
        store.Get(font, "FontMatrix").Array is { } matrix ? store.Get(matrix, index).Number : 0;
}
