using System.Globalization;
using System.Text.Json;

namespace TicketRag.Tests.Golden;

/// <summary>What a run over the golden questions comes to.</summary>
internal sealed class GoldenScores
{
    private readonly List<(string Metric, double Value)> _values = [];
    private int _rightlyAbstained;
    private int _wronglyAbstained;
    private int _wronglyAnswered;

    public void Add(string metric, double value) => _values.Add((metric, value));

    public void AddAbstention(bool abstained, bool isAnswerable)
    {
        _rightlyAbstained += abstained && !isAnswerable ? 1 : 0;
        _wronglyAbstained += abstained && isAnswerable ? 1 : 0;
        _wronglyAnswered += !abstained && !isAnswerable ? 1 : 0;
    }

    /// <summary>Means of each metric; F1 of abstaining, where abstaining is the class that is looked for.</summary>
    public SortedDictionary<string, double> Means()
    {
        var means = new SortedDictionary<string, double>(StringComparer.Ordinal);
        foreach (var metric in _values.GroupBy(value => value.Metric))
        {
            means[metric.Key] = Math.Round(metric.Average(value => value.Value), 3);
        }

        means["abstain_f1"] = Math.Round(2.0 * _rightlyAbstained / ((2 * _rightlyAbstained) + _wronglyAbstained + _wronglyAnswered), 3);
        means["abstain_recall"] = Math.Round((double)_rightlyAbstained / (_rightlyAbstained + _wronglyAnswered), 3);
        return means;
    }

    public static SortedDictionary<string, double> ReadBaseline()
    {
        using var file = typeof(GoldenScores).Assembly.GetManifestResourceStream("TicketRag.Tests.Golden.baseline.json")!;
        return JsonSerializer.Deserialize<SortedDictionary<string, double>>(file)!;
    }

    public static string Show(SortedDictionary<string, double> means) =>
        string.Join('\n', means.Select(pair => string.Create(CultureInfo.InvariantCulture, $"  \"{pair.Key}\": {pair.Value},")));
}
