namespace TicketRag.Core.Answers;

/// <summary>
/// Finds a quote in the text that it claims to be from. White space counts as one space and typographic quotes and dashes as plain ones;
/// everything else has to be there, letter by letter.
/// </summary>
public static class Quotes
{
    /// <summary>Shorter quotes prove nothing.</summary>
    public const int MinLength = 8;

    /// <returns>The verbatim span in <paramref name="text"/>, or null.</returns>
    public static (int Start, int End)? Find(string text, string quote)
    {
        var (needle, _) = Normalise(quote);
        needle = needle.Trim();
        if (needle.Length < MinLength)
        {
            return null;
        }

        var (haystack, origins) = Normalise(text);
        var at = haystack.IndexOf(needle, StringComparison.Ordinal);
        return at < 0 ? null : (origins[at], origins[at + needle.Length - 1] + 1);
    }

    // The normalised text, and for each of its characters where it was.
    private static (string Text, List<int> Origins) Normalise(string text)
    {
        var result = new System.Text.StringBuilder(text.Length);
        var origins = new List<int>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var c = Plain(text[i]);
            if (c == ' ' && result.Length > 0 && result[^1] == ' ')
            {
                continue;
            }

            result.Append(c);
            origins.Add(i);
        }

        return (result.ToString(), origins);
    }

    private static char Plain(char c) => c switch
    {
        '“' or '”' or '„' or '«' or '»' => '"',
        '‘' or '’' or '‚' or '′' => '\'',
        '–' or '—' or '‑' or '−' => '-',
        _ when char.IsWhiteSpace(c) => ' ',
        _ => c,
    };
}
