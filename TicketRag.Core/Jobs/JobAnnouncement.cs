using TicketRag.Core.Telemetry;

namespace TicketRag.Core.Jobs;

/// <summary>What follows the commit that puts many jobs in.</summary>
internal static class JobAnnouncement
{
    /// <summary>Wakes workers, by one nudge for each priority however many jobs there are, and counts.</summary>
    public static void Announce(this IJobNudges nudges, IReadOnlyCollection<NewJob> jobs)
    {
        foreach (var priority in jobs.Select(job => job.Priority).Distinct())
        {
            nudges.Send(priority);
        }

        foreach (var (kind, count) in jobs.CountBy(job => job.Kind))
        {
            JobTelemetry.Enqueued(kind, count);
        }
    }
}
