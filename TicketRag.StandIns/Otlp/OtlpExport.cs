namespace TicketRag.StandIns.Otlp;

/// <summary>One accepted export request.</summary>
/// <param name="Protocol"><c>grpc</c> or <c>http/protobuf</c>, as in OTEL_EXPORTER_OTLP_PROTOCOL.</param>
/// <param name="Headers">As sent, names without case.</param>
public sealed record OtlpExport(OtlpSignal Signal, string Protocol, IReadOnlyDictionary<string, string> Headers);

public enum OtlpSignal
{
    Traces,
    Metrics,
    Logs,
}
