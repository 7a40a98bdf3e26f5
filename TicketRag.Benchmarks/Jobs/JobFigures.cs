using System.Text.Json;

namespace TicketRag.Benchmarks.Jobs;

/// <summary>One engine's figures of one round.</summary>
/// <param name="One">Jobs put in per second, one after the other.</param>
/// <param name="Fifty">The same with fifty in flight.</param>
/// <param name="Bulk">The same in calls of many.</param>
/// <param name="Rate">Jobs processed per second.</param>
/// <param name="Cpu">Microseconds of processor time per processed job, client and servers.</param>
/// <param name="P50">From before it is put in until its handler starts, in ms, at 100 jobs/s.</param>
internal sealed record JobFigures(double One, double Fifty, double Bulk, double Rate, double Cpu, double P50, double P99)
{
    private static readonly JsonSerializerOptions Options = new() { PropertyNameCaseInsensitive = true };

    public static JobFigures Parse(string json) => JsonSerializer.Deserialize<JobFigures>(json, Options)!;

    public static JobFigures Median(IReadOnlyList<JobFigures> rounds)
    {
        return new(Of(r => r.One), Of(r => r.Fifty), Of(r => r.Bulk), Of(r => r.Rate), Of(r => r.Cpu), Of(r => r.P50), Of(r => r.P99));

        double Of(Func<JobFigures, double> figure) => rounds.Select(figure).Order().ElementAt(rounds.Count / 2);
    }

    public override string ToString() =>
        $"{One,8:0} {Fifty,9:0} {Bulk,9:0} {Rate,10:0} {Cpu,8:0} {P50,8:0.0} {P99,8:0.0}";
}
