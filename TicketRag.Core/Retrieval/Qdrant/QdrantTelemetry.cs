using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace TicketRag.Core.Retrieval.Qdrant;

/// <summary>Spans and durations of the requests to Qdrant, by OpenTelemetry's conventions for databases.</summary>
internal static class QdrantTelemetry
{
    public const string Name = "TicketRag.Qdrant";

    public static readonly ActivitySource Source = new(Name);

    private static readonly Meter Meter = new(Name);

    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>(
        "db.client.operation.duration", "s", "Duration of a request to Qdrant.");

    public static Activity? Start(string operation, string? collection)
    {
        var activity = Source.StartActivity(operation, ActivityKind.Client);
        activity?.SetTag("db.system.name", "qdrant").SetTag("db.operation.name", operation).SetTag("db.collection.name", collection);
        return activity;
    }

    /// <param name="error">The exception's or status' name; null when it went well.</param>
    public static void Record(string operation, TimeSpan elapsed, string? error)
    {
        var tags = new TagList { { "db.system.name", "qdrant" }, { "db.operation.name", operation } };
        if (error is not null)
        {
            tags.Add("error.type", error);
        }

        Duration.Record(elapsed.TotalSeconds, tags);
    }
}
