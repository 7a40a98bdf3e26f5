using TicketRag.Benchmarks.Pdf;

namespace TicketRag.Benchmarks.Extraction;

/// <summary>Words in common, as multisets.</summary>
internal readonly record struct WordOverlap(double Recall, double Precision)
{
    public double F1 => Recall + Precision == 0 ? 0 : 2 * Recall * Precision / (Recall + Precision);

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
