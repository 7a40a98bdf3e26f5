using Microsoft.EntityFrameworkCore;
using TicketRag.Core.Persistence;

namespace TicketRag.Core.Jobs;

/// <summary>What the job table says of itself; all figures are the store's, so every process gives the same.</summary>
public sealed class JobStatistics
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    /// <summary>Of the scope's organization.</summary>
    public async Task<JobFigures> ReadAsync(AppDb db, CancellationToken cancellationToken)
    {
        var states = await db.Jobs.GroupBy(job => job.State)
            .Select(group => new { State = group.Key, Count = group.LongCount(), Chunks = group.Sum(job => (long)job.ChunksCreated) })
            .ToListAsync(cancellationToken);
        var now = db.Now;
        var due = await db.Jobs.Where(job => job.State == JobState.Pending && job.RunAt <= now)
            .OrderBy(job => job.RunAt).Select(job => (DateTimeOffset?)job.RunAt).FirstOrDefaultAsync(cancellationToken);
        var since = now - Window;
        var ended = await db.Jobs.Where(job => job.EndedAt >= since).GroupBy(job => job.State)
            .Select(group => new { State = group.Key, Count = group.LongCount() }).ToListAsync(cancellationToken);
        return new(
            states.ToDictionary(state => state.State, state => state.Count),
            states.Sum(state => state.Chunks),
            now - due,
            ended.ToDictionary(state => state.State, state => state.Count / Window.TotalMinutes));
    }
}

/// <param name="Counts">Jobs by state.</param>
/// <param name="OldestDue">How long the job that is due longest waits; null where none does.</param>
/// <param name="EndedPerMinute">By state, over the last five minutes.</param>
public sealed record JobFigures(
    IReadOnlyDictionary<JobState, long> Counts, long ChunksCreated, TimeSpan? OldestDue, IReadOnlyDictionary<JobState, double> EndedPerMinute);
