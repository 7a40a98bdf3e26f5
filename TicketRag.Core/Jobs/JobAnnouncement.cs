using TicketRag.Core.Telemetry;

namespace TicketRag.Core.Jobs;

/// <summary>What follows the commit that puts jobs in.</summary>
internal static class JobAnnouncement
{
    /// <summary>One nudge for each priority: who wakes takes all that is due and fits, and a second would have another ask in vain.</summary>
    public static void SendFor(this IJobNudges nudges, IEnumerable<NewJob> jobs)
    {
        foreach (var priority in jobs.Select(job => job.Priority).Distinct())
        {
            nudges.Send(priority);
        }
    }

    /// <summary>Wakes workers, and counts.</summary>
    public static void Announce(this IJobNudges nudges, IReadOnlyCollection<NewJob> jobs)
    {
        nudges.SendFor(jobs);
        foreach (var (kind, count) in jobs.CountBy(job => job.Kind))
        {
            JobTelemetry.Enqueued(kind, count);
        }
    }
}
