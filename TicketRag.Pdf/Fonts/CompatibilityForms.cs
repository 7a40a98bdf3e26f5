using System.Globalization;
using System.Text;

namespace TicketRag.Pdf.Fonts;

/// <summary>
/// The letters behind presentation forms. A table of our own, because <c>string.Normalize</c> does nothing in
/// processes that run without culture data.
/// </summary>
internal static class CompatibilityForms
{
    private static readonly Lazy<Dictionary<int, string>> Forms = new(Load);

    /// <summary>
    /// The text with the ligatures of Latin, Hebrew and Arabic (U+FB00 to U+FDFF, U+FE70 to U+FEFC) resolved: they are
    /// how the text was set, not what it says. Nothing else changes.
    /// </summary>
    public static string ResolveLigatures(string text)
    {
        foreach (var unit in text)
        {
            if (IsPresentationForm(unit))
            {
                return Resolve(text, IsPresentationForm);
            }
        }

        return text;
    }

    private static bool IsPresentationForm(int unit) => unit is (>= 0xFB00 and <= 0xFDFF) or (>= 0xFE70 and <= 0xFEFC);

    /// <summary>The compatibility form (NFKC) of each code point by itself.</summary>
    public static string ResolveAll(string text) => Resolve(text, _ => true);

    private static string Resolve(string text, Func<int, bool> applies)
    {
        var resolved = new StringBuilder(text.Length + 8);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value >= 0x80 && applies(rune.Value) && Forms.Value.TryGetValue(rune.Value, out var form))
            {
                resolved.Append(form);
            }
            else
            {
                resolved.Append(rune);
            }
        }

        return resolved.ToString();
    }

    private static Dictionary<int, string> Load()
    {
        var forms = new Dictionary<int, string>(5000);
        foreach (var line in DataResource.Lines("compatibility-forms.txt"))
        {
            var separator = line.IndexOf(';');
            var text = new StringBuilder();
            foreach (var code in line[(separator + 1)..].Split(' '))
            {
                text.Append(new Rune(int.Parse(code, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)));
            }

            forms[int.Parse(line.AsSpan(0, separator), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)] = text.ToString();
        }

        return forms;
    }
}
