using Microsoft.EntityFrameworkCore;
using TicketRag.Core.Jobs;

namespace TicketRag.Core.Persistence.Sqlite;

/// <summary>How many more jobs may start, by the limits and what runs at <paramref name="now"/>.</summary>
internal sealed class SqliteJobRoom(IReadOnlyList<JobLimit> limits, IReadOnlyList<BusyLane> busy, DateTimeOffset now)
{
    public long RunningOf(Guid organization) => busy.Where(lane => lane.Organization == organization).Sum(lane => lane.Running);

    public (int Part, int Kind, int Whole) Of(Guid organization, string kind) =>
        (Left(organization, kind), Left(JobLimit.OfAll.Value, kind), Left(organization, ""));

    /// <summary>Takes the tokens of what starts.</summary>
    public async Task SpendAsync(AppDb db, IReadOnlyList<DueJob> starts, CancellationToken cancellationToken)
    {
        foreach (var limit in limits.Where(limit => limit.StartsPerSecond is not null))
        {
            var spent = starts.Count(job => Covers(limit, job.Organization, job.Kind));
            if (spent > 0)
            {
                var left = Tokens(limit) - spent;
                await db.JobLimits.Where(row => row.OrganizationId == limit.OrganizationId && row.Kind == limit.Kind).ExecuteUpdateAsync(
                    set => set.SetProperty(row => row.Tokens, left).SetProperty(row => row.RefilledAt, now), cancellationToken);
            }
        }
    }

    private int Left(Guid organization, string kind)
    {
        if (limits.SingleOrDefault(limit => limit.OrganizationId.Value == organization && limit.Kind == kind) is not { } limit)
        {
            return int.MaxValue;
        }

        if (limit.PausedAt is not null)
        {
            return 0;
        }

        var slots = limit.MaxRunning is { } max ? max - (int)busy.Where(lane => Covers(limit, lane.Organization, lane.Kind)).Sum(lane => lane.Running) : int.MaxValue;
        var tokens = limit.StartsPerSecond is null ? int.MaxValue : (int)Math.Floor(Tokens(limit));
        return Math.Min(slots, tokens);
    }

    // A clock that was set back takes nothing away: what is limited would stand still until it is where it was.
    private double Tokens(JobLimit limit) =>
        Math.Min(limit.Burst ?? 1, limit.Tokens + (limit.StartsPerSecond ?? 0) * Math.Max(0, (now - limit.RefilledAt).TotalSeconds));

    private static bool Covers(JobLimit limit, Guid organization, string kind) =>
        (limit.OrganizationId == JobLimit.OfAll || limit.OrganizationId.Value == organization) && (limit.Kind.Length == 0 || limit.Kind == kind);
}
