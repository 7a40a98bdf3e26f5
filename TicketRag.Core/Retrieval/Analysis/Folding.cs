using System.Globalization;
using System.Text;

namespace TicketRag.Core.Retrieval.Analysis;

/// <summary>
/// One spelling for letters that only look different: NFKC, lower case, without accents. The table is Folding.txt, which says why it is ours.
/// </summary>
internal static class Folding
{
    /// <summary>Of a folded character: U+FDFA is a whole phrase in Arabic.</summary>
    public const int MaxLength = 20;

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

    /// <summary>One character; 1 or 2 units of UTF-16.</summary>
    /// <param name="folded">Has room for <see cref="MaxLength"/>.</param>
    /// <returns>How long it is folded.</returns>
    public static int Fold(ReadOnlySpan<char> character, Span<char> folded)
    {
        var c = character[0];
        var special = character.Length == 1 ? Special(c) : Supplementary.GetValueOrDefault(char.ConvertToUtf32(c, character[1]));
        if (special is not null)
        {
            special.CopyTo(folded);
            return special.Length;
        }

        if (character.Length == 1)
        {
            folded[0] = char.ToLowerInvariant(c);
            return 1;
        }

        return Rune.ToLowerInvariant(new Rune(c, character[1])).EncodeToUtf16(folded);
    }

    /// <summary>The folded form where it is more than the lower case; else null.</summary>
    private static string? Special(char c) => Pages[c >> 8]?[c & 255];

    /// <summary>A vowel, accented or not, or h.</summary>
    public static bool IsVowelOrH(char c) => (Special(c) is { Length: > 0 } special ? special[0] : char.ToLowerInvariant(c)) is 'a' or 'e' or 'i' or 'o' or 'u' or 'h';

    /// <summary>Accents, soft hyphens and zero-width characters: inside a word they are as good as absent.</summary>
    public static bool IsIgnored(char c) => c is >= '\u0300' and <= '\u036F' or '\u00AD' or >= '\u200B' and <= '\u200D' or '\u2060' or '\uFEFF';
}
