using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace TicketRag.Core.Telemetry;

/// <summary>The names that traces and metrics of this product carry; exporters subscribe to <c>TicketRag.*</c>.</summary>
public static class TicketRagTelemetry
{
    public static readonly ActivitySource Jobs = new("TicketRag.Jobs");

    public static readonly ActivitySource Retrieval = new("TicketRag.Retrieval");

    internal static readonly Meter JobsMeter = new("TicketRag.Jobs");

    internal static readonly Meter IngestMeter = new("TicketRag.Ingest");
}
