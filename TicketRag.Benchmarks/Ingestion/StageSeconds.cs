using TicketRag.StandIns.Otlp;

namespace TicketRag.Benchmarks.Ingestion;

/// <summary>How long the hosts' jobs were in each stage, as the product's own metric tells a collector: summed over jobs that ran at the same time.</summary>
internal sealed class StageSeconds(OtlpCollectorStandIn collector)
{
    private const string Metric = "ticketrag.ingest.stage.duration";
    private const int ExportMilliseconds = 500;

    private static readonly string[] InOrder = ["fetching", "extracting", "chunking", "embedding", "indexing"];

    private Dictionary<string, double> _before = [];

    /// <summary>What a host needs to tell the collector; of telemetry, only metrics and logs are on.</summary>
    public IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.GrpcEndpoint.ToString(),
        ["OTEL_METRIC_EXPORT_INTERVAL"] = $"{ExportMilliseconds}",
        ["OTEL_TRACES_SAMPLER"] = "always_off",
    };

    /// <summary>Each stage's share of the time since the last call.</summary>
    public async Task<string> SharesAsync()
    {
        await Task.Delay(TimeSpan.FromMilliseconds(3 * ExportMilliseconds), TimeProvider.System);
        var now = Read();
        var spent = InOrder.Select(stage => (Stage: stage, Seconds: now.GetValueOrDefault(stage) - _before.GetValueOrDefault(stage))).Where(stage => stage.Seconds > 0).ToList();
        _before = now;
        var whole = spent.Sum(stage => stage.Seconds);
        return string.Join(", ", spent.Select(stage => $"{stage.Stage} {100 * stage.Seconds / whole:F0} %"));
    }

    // Counted since the start of each process: the last report of each has it all.
    private Dictionary<string, double> Read() => collector.Metrics.Where(metric => metric.Name == Metric)
        .GroupBy(metric => metric.Scope.Resource["service.instance.id"]).SelectMany(instance => instance.Last().Histogram)
        .GroupBy(point => (string)point.Attributes["stage"]!).ToDictionary(stage => stage.Key, stage => stage.Sum(point => point.Sum));
}
