using System.Globalization;

namespace TicketRag.Core.Retrieval.Analysis;

/// <summary>
/// One spelling for letters that only look different: NFKC, lower case, without accents. The table is Folding.txt, which says why it is ours.
/// </summary>
internal static class Folding
{
    private static readonly string?[]?[] Pages = new string?[]?[256];
    private static readonly Dictionary<int, string> Supplementary = [];

    static Folding()
    {
        using var lines = new StreamReader(typeof(Folding).Assembly.GetManifestResourceStream("Folding.txt")!);
        while (lines.ReadLine() is { } line)
        {
            if (line[0] == '#')
            {
                continue;
            }

            var space = line.IndexOf(' ');
            var code = int.Parse(line.AsSpan(0, space), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            if (code <= char.MaxValue)
            {
                (Pages[code >> 8] ??= new string?[256])[code & 255] = line[(space + 1)..];
            }
            else
            {
                Supplementary.Add(code, line[(space + 1)..]);
            }
        }
    }

    /// <summary>The folded form where it is more than the lower case; else null.</summary>
    public static string? Special(char c) => Pages[c >> 8]?[c & 255];

    /// <summary>The folded form of a code point beyond U+FFFF where it is more than the lower case; else null.</summary>
    public static string? Special(int codePoint) => Supplementary.GetValueOrDefault(codePoint);

    /// <summary>A vowel, accented or not, or h.</summary>
    public static bool IsVowelOrH(char c) => (Special(c) is { Length: > 0 } special ? special[0] : char.ToLowerInvariant(c)) is 'a' or 'e' or 'i' or 'o' or 'u' or 'h';

    /// <summary>Accents, soft hyphens and zero-width characters: inside a word they are as good as absent.</summary>
    public static bool IsIgnored(char c) => c is >= '\u0300' and <= '\u036F' or '\u00AD' or >= '\u200B' and <= '\u200D' or '\u2060' or '\uFEFF';
}
