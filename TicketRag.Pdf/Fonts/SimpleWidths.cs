using TicketRag.Pdf.Objects;

namespace TicketRag.Pdf.Fonts;

/// <summary>The widths of a simple font's codes (ISO 32000-2, 9.6.2.1), as parts of the font size.</summary>
internal sealed class SimpleWidths
{
    private const double Thousandth = 0.001;

    // A font box covers accents and descenders: its height is more than the size one would call the text by.
    private const double BoxToSize = 0.85;

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

    /// <summary>Type 3 fonts bring their own units (9.6.4), and often ones in which the size set means nothing.</summary>
    private double Type3Scale(ObjectStore store, DictionaryObject font)
    {
        var matrix = store.Get(font, "FontMatrix").Array;
        double Entry(int index) => matrix is null ? 0 : store.Get(matrix, index).Number;
        var scale = matrix is null ? Thousandth : Math.Abs(Entry(0)) > 0 ? Math.Abs(Entry(0)) : Math.Abs(Entry(1));
        var vertical = matrix is null ? Thousandth : Math.Abs(Entry(3)) > 0 ? Math.Abs(Entry(3)) : scale;
        if (store.Get(font, "FontBBox").Array is { Count: 4 } box)
        {
            var height = Math.Abs(store.Get(box, 3).Number - store.Get(box, 1).Number);
            SizeFactor = height > 0 ? Math.Clamp(height * vertical * BoxToSize, 0.01, 100) : 1;
        }

        // Size 1 in units of a thousandth is as good as any other when nothing tells.
        return scale;
    }
}
