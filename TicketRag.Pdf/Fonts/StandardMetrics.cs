using System.Globalization;

namespace TicketRag.Pdf.Fonts;

/// <summary>The widths of the standard 14 fonts (ISO 32000-2, 9.6.2.2), for files that leave them out.</summary>
internal sealed class StandardMetrics
{
    private const int CourierWidth = 600;

    private static readonly Lazy<Dictionary<string, StandardMetrics>> Fonts = new(Load);

    private readonly Dictionary<string, int> _widths = new(StringComparer.Ordinal);

    /// <summary>The built-in encoding.</summary>
    public string[] Encoding { get; } = [.. Enumerable.Repeat(".notdef", 256)];

    public static StandardMetrics Symbol => Fonts.Value["Symbol"];

    public static StandardMetrics ZapfDingbats => Fonts.Value["ZapfDingbats"];

    /// <summary>The face that is meant by a name, or is nearest to it. Null stands for Courier: every glyph is 600 wide.</summary>
    public static StandardMetrics? For(string fontName, bool bold, bool italic, bool serif)
    {
        bool Has(string part) => fontName.Contains(part, StringComparison.OrdinalIgnoreCase);
        if (Has("Courier") || Has("Mono") || Has("Consolas"))
        {
            return null;
        }

        if (Has("Dingbats"))
        {
            return ZapfDingbats;
        }

        if (Has("Symbol"))
        {
            return Symbol;
        }

        if (Has("Times") || Has("Serif") || Has("Roman") || (serif && !Has("Arial") && !Has("Helvetica")))
        {
            return Fonts.Value[(bold, italic) switch
            {
                (true, true) => "Times-BoldItalic",
                (true, false) => "Times-Bold",
                (false, true) => "Times-Italic",
                _ => "Times-Roman",
            }];
        }

        return Fonts.Value[bold ? "Helvetica-Bold" : "Helvetica"];
    }

    /// <summary>The width of a glyph in thousandths of the font size.</summary>
    public static int Width(StandardMetrics? metrics, string glyph) =>
        metrics is null ? CourierWidth : metrics._widths.GetValueOrDefault(glyph, 500);

    private static Dictionary<string, StandardMetrics> Load()
    {
        var fonts = new Dictionary<string, StandardMetrics>();
        var current = new StandardMetrics();
        foreach (var line in DataResource.Lines("core14-metrics.txt"))
        {
            if (line[0] == '[')
            {
                fonts[line.Trim('[', ']')] = current = new StandardMetrics();
                continue;
            }

            var fields = line.Split(';');
            current._widths[fields[1]] = int.Parse(fields[2], CultureInfo.InvariantCulture);
            if (int.Parse(fields[0], CultureInfo.InvariantCulture) is >= 0 and < 256 and var code)
            {
                current.Encoding[code] = fields[1];
            }
        }

        return fonts;
    }
}
