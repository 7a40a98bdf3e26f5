using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace TicketRag.Core.Models;

/// <summary>Spans and metrics of model calls, named as OpenTelemetry's semantic conventions for generative AI name them.</summary>
public static class ModelTelemetry
{
    /// <summary>Name of the activity source and of the meter.</summary>
    public const string Name = "TicketRag.Models";

    public const string DurationMetric = "gen_ai.client.operation.duration";

    public const string TokensMetric = "gen_ai.client.token.usage";

    // Before the instruments: static members are initialised in the order of the text.
    private static readonly Meter Meter = new(Name);

    internal static ActivitySource Source { get; } = new(Name);

    internal static Histogram<double> Duration { get; } = Meter.CreateHistogram(
        DurationMetric,
        "s",
        "Duration of a call to a model.",
        advice: new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92],
        });

    internal static Histogram<int> Tokens { get; } = Meter.CreateHistogram(
        TokensMetric,
        "{token}",
        "Tokens that a call to a model read and wrote.",
        advice: new InstrumentAdvice<int>
        {
            HistogramBucketBoundaries = [1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864],
        });
}
