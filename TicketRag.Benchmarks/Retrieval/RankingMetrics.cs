namespace TicketRag.Benchmarks.Retrieval;

/// <summary>Averages over questions. MRR looks at the first 1,000; nDCG is binary with log2(rank + 1).</summary>
internal sealed class RankingMetrics
{
    private readonly List<(double Reciprocal, double First, double Of5, double Of10, double Gain)> _questions = [];

    public double Mrr => _questions.Average(question => question.Reciprocal);

    public double PrecisionAt1 => _questions.Average(question => question.First);

    public double RecallAt5 => _questions.Average(question => question.Of5);

    public double RecallAt10 => _questions.Average(question => question.Of10);

    public double GainAt10 => _questions.Average(question => question.Gain);

    public void Add(IReadOnlyList<int> ranked, IReadOnlySet<int> relevant)
    {
        var ranks = Enumerable.Range(1, ranked.Count).Where(rank => relevant.Contains(ranked[rank - 1])).ToArray();
        var ideal = Enumerable.Range(1, Math.Min(10, relevant.Count)).Sum(Gain);
        _questions.Add((
            ranks.Length > 0 && ranks[0] <= 1000 ? 1.0 / ranks[0] : 0,
            ranks.Contains(1) ? 1 : 0,
            (double)ranks.Count(rank => rank <= 5) / relevant.Count,
            (double)ranks.Count(rank => rank <= 10) / relevant.Count,
            ranks.Where(rank => rank <= 10).Sum(Gain) / ideal));
    }

    private static double Gain(int rank) => 1 / Math.Log2(rank + 1);
}
