using System.Diagnostics.Metrics;
using TicketRag.Core.Jobs;

namespace TicketRag.Core.Telemetry;

/// <summary>What happens to jobs, as metrics by kind.</summary>
public static class JobTelemetry
{
    private static readonly Counter<long> EnqueuedCount =
        TicketRagTelemetry.JobsMeter.CreateCounter<long>("ticketrag.jobs.enqueued", "{job}", "Jobs put in");

    private static readonly Counter<long> EndedCount =
        TicketRagTelemetry.JobsMeter.CreateCounter<long>("ticketrag.jobs.attempts", "{attempt}", "Attempts by their outcome");

    private static readonly Histogram<double> WaitTime =
        TicketRagTelemetry.JobsMeter.CreateHistogram<double>("ticketrag.jobs.wait", "s", "From due to started");

    private static readonly Histogram<double> RunTime =
        TicketRagTelemetry.JobsMeter.CreateHistogram<double>("ticketrag.jobs.run", "s", "From started to the end of the attempt");

    public static void Enqueued(string kind, int count = 1) => EnqueuedCount.Add(count, new KeyValuePair<string, object?>("kind", kind));

    public static void Started(Job job) =>
        WaitTime.Record(Math.Max(0, (job.StartedAt - job.RunAt)?.TotalSeconds ?? 0), new KeyValuePair<string, object?>("kind", job.Kind));

    public static void Ended(string kind, string outcome, TimeSpan run)
    {
        EndedCount.Add(1, new("kind", kind), new("outcome", outcome));
        RunTime.Record(run.TotalSeconds, new("kind", kind), new("outcome", outcome));
    }
}
