using TicketRag.Pdf.Fonts;

namespace TicketRag.Pdf.Content;

/// <summary>Text without glyphs of its own, set into a box as a viewer might set it.</summary>
internal static class PlacedText
{
    private const float LargestSize = 12;
    private const float LineHeight = 1.2f;
    private const float CharacterWidth = 0.5f;

    private static readonly FontTraits Font = new("Helvetica", PdfFontStyle.Regular, 0.72f, -0.21f, 0);

    public static void Add(PageContent page, string text, PdfBox box)
    {
        var size = Math.Clamp((float)box.Height * 0.8f, 4, LargestSize);
        var y = (float)box.Top - (size * Font.Ascent);
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            var x = (float)box.Left;
            foreach (var rune in line.EnumerateRunes())
            {
                page.Add(new Glyph
                {
                    Text = rune.ToString(),
                    Font = Font,
                    X = x,
                    Y = y,
                    Advance = size * CharacterWidth,
                    Size = size,
                    Ascent = size * Font.Ascent,
                    Descent = size * Font.Descent,
                });
                x += size * CharacterWidth;
            }

            y -= size * LineHeight;
        }
    }
}
