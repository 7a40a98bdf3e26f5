using System.Text.RegularExpressions;
using TicketRag.Pdf.Fonts;

namespace TicketRag.Benchmarks.Pdf;

/// <summary>How well one sequence of words agrees with another that is taken for right.</summary>
internal sealed partial record WordScore(int Expected, int Found, double Recall, double Precision, double Order)
{
    /// <summary>Letters and digits, in compatibility form and lower case.</summary>
    public static List<string> Words(string text) =>
        [.. Word().Matches(CompatibilityForms.ResolveAll(text).ToLowerInvariant()).Select(match => match.Value)];

    public static WordScore Of(List<string> expected, List<string> found)
    {
        var counts = new Dictionary<string, int>();
        foreach (var word in expected)
        {
            counts[word] = counts.GetValueOrDefault(word) + 1;
        }

        var common = 0;
        foreach (var word in found)
        {
            if (counts.GetValueOrDefault(word) > 0)
            {
                counts[word]--;
                common++;
            }
        }

        return new WordScore(
            expected.Count, found.Count, Ratio(common, expected.Count), Ratio(common, found.Count),
            Ratio(LongestCommonSubsequence.Length(expected, found), expected.Count));
    }

    private static double Ratio(int part, int whole) => whole == 0 ? 0 : (double)part / whole;

    [GeneratedRegex(@"[\p{L}\p{N}]+")]
    private static partial Regex Word();
}
