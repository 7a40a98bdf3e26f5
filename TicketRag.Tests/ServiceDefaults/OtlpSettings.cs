using System.Diagnostics;
using TicketRag.StandIns.Otlp;

namespace TicketRag.Tests.ServiceDefaults;

/// <summary>What the environment of a service says that exports to a collector, and exports quickly.</summary>
internal static class OtlpSettings
{
    public static Dictionary<string, string?> For(
        OtlpCollectorStandIn collector,
        string protocol = "grpc",
        params IEnumerable<(string Key, string Value)> others)
    {
        var settings = new Dictionary<string, string?>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = (protocol == "grpc" ? collector.GrpcEndpoint : collector.HttpEndpoint).ToString(),
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = protocol,
            ["OTEL_EXPORTER_OTLP_HEADERS"] = "x-otlp-api-key=k1",
            ["OTEL_SERVICE_NAME"] = "sample",
            ["OTEL_BSP_SCHEDULE_DELAY"] = "50",
            ["OTEL_BLRP_SCHEDULE_DELAY"] = "50",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "100",
        };
        foreach (var (key, value) in others)
        {
            settings[key] = value;
        }

        return settings;
    }

    /// <summary>Listeners hear every source of the process, so each test looks only at the spans of its own trace.</summary>
    public static bool IsOf(this OtlpSpan span, ActivityTraceId trace) => span.TraceId == trace.ToString();
}
