using System.Diagnostics.Metrics;

namespace TicketRag.Core.Telemetry;

/// <summary>Where the time of ingestion goes, as a metric by stage.</summary>
public static class IngestTelemetry
{
    public const string StageDurationName = "ticketrag.ingest.stage.duration";

    private static readonly Histogram<double> StageDuration =
        TicketRagTelemetry.IngestMeter.CreateHistogram<double>(StageDurationName, "s", "From the start of a document's stage to its end, failed attempts included");

    /// <param name="stage">One of <see cref="Documents.DocumentStages"/>.</param>
    public static void StageEnded(string stage, TimeSpan duration) => StageDuration.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("stage", stage));
}
