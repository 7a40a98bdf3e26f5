using System.Globalization;
using TicketRag.Pdf.Fonts;

namespace TicketRag.Pdf.Layout;

/// <summary>Puts accents that were drawn by themselves, as TeX does, back onto the letters that they stand over.</summary>
internal static class AccentComposer
{
    private const float SameLine = 0.7f;

    private static readonly Dictionary<char, char> Combining = new()
    {
        ['`'] = '\u0300', ['\u00B4'] = '\u0301', ['^'] = '\u0302', ['\u02C6'] = '\u0302', ['~'] = '\u0303', ['\u02DC'] = '\u0303',
        ['\u00AF'] = '\u0304', ['\u02C9'] = '\u0304', ['\u02D8'] = '\u0306', ['\u02D9'] = '\u0307', ['\u00A8'] = '\u0308',
        ['\u02DA'] = '\u030A', ['\u02DD'] = '\u030B', ['\u02C7'] = '\u030C', ['\u00B8'] = '\u0327', ['\u02DB'] = '\u0328',
    };

    private static readonly Lazy<Dictionary<(char Letter, char Mark), char>> Compositions = new(Load);

    /// <summary>Works in place on glyphs in the order in which they were drawn: those that stay move up.</summary>
    public static void Compose(List<FrameGlyph> glyphs)
    {
        var kept = 0;
        for (var i = 0; i < glyphs.Count; i++)
        {
            // The letter follows its accent or, less often, comes before it.
            var isComposed = glyphs[i].Text is [var accent] && Mark(accent) is { } mark
                && (TryCompose(glyphs, i, i + 1, mark) || TryCompose(glyphs, i, kept - 1, mark));
            if (!isComposed)
            {
                glyphs[kept++] = glyphs[i];
            }
        }

        glyphs.RemoveRange(kept, glyphs.Count - kept);
    }

    private static char? Mark(char accent) =>
        accent is >= '\u0300' and <= '\u036F' ? accent : accent >= '^' && Combining.TryGetValue(accent, out var mark) ? mark : null;

    private static bool TryCompose(List<FrameGlyph> glyphs, int accentAt, int letterAt, char mark)
    {
        if ((uint)letterAt >= (uint)glyphs.Count)
        {
            return false;
        }

        var (accent, letter) = (glyphs[accentAt], glyphs[letterAt]);
        var center = (accent.Left + accent.Right) / 2;
        if (letter.Text is not [var single] || center < letter.Left || center > letter.Right
            || Math.Abs(accent.Base - letter.Base) > SameLine * letter.Size)
        {
            return false;
        }

        var plain = single switch { '\u0131' => 'i', '\u0237' => 'j', _ => single };
        if (!Compositions.Value.TryGetValue((plain, mark), out var composed))
        {
            return false;
        }

        glyphs[letterAt] = letter with { Text = composed.ToString(), Top = Math.Max(letter.Top, accent.Top) };
        return true;
    }

    private static Dictionary<(char Letter, char Mark), char> Load()
    {
        var compositions = new Dictionary<(char Letter, char Mark), char>();
        foreach (var line in DataResource.Lines("canonical-compositions.txt"))
        {
            var codes = line.Split(';').Select(code => (char)ushort.Parse(code, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)).ToArray();
            compositions[(codes[0], codes[1])] = codes[2];
        }

        return compositions;
    }
}
