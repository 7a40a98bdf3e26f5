using TicketRag.Benchmarks.Pdf;

namespace TicketRag.Benchmarks.Extraction;

/// <summary>Words in common, as multisets.</summary>
internal readonly record struct WordOverlap(double Recall, double Precision)
{
    public double F1 => Recall + Precision == 0 ? 0 : 2 * Recall * Precision / (Recall + Precision);

    /// <summary>Of the words of <paramref name="one"/> that the other lacks the first, for whoever looks for the reason.</summary>
    public static string FirstLeft(string one, string other)
    {
        const int Most = 25;
        var left = WordScore.Words(other).CountBy(word => word).ToDictionary();
        return string.Join(' ', WordScore.Words(one).Where(word => (left[word] = left.GetValueOrDefault(word) - 1) < 0).Take(Most));
    }

    public static WordOverlap Of(string expected, string found)
    {
        var words = WordScore.Words(expected);
        var left = words.CountBy(word => word).ToDictionary();
        var ours = WordScore.Words(found);
        var common = 0;
        foreach (var word in ours)
        {
            if (left.GetValueOrDefault(word) > 0)
            {
                left[word]--;
                common++;
            }
        }

        return new(words.Count == 0 ? 0 : (double)common / words.Count, ours.Count == 0 ? 0 : (double)common / ours.Count);
    }
}
