using Microsoft.EntityFrameworkCore;
using TicketRag.Core.Persistence;

namespace TicketRag.Core.Jobs;

/// <summary>Looks through an organization's dead letters and lets them run again. Their attempts so far stay on record.</summary>
public sealed class JobRedrive(IJobNudges nudges)
{
    private const int ReasonLength = 80;
    private const int JobsPerTransaction = 500;

    /// <summary>The failed jobs by kind and reason, the most frequent first.</summary>
    public async Task<IReadOnlyList<DeadLetterReason>> ReasonsAsync(AppDb db, DeadLetterFilter filter, int limit, CancellationToken cancellationToken)
    {
        var reasons = await Failed(db, filter)
            .GroupBy(job => new { job.Kind, Reason = (job.Error ?? "").Substring(0, ReasonLength) })
            .Select(group => new { group.Key.Kind, group.Key.Reason, Count = group.Count(), Oldest = group.Min(job => job.EndedAt), Newest = group.Max(job => job.EndedAt) })
            .OrderByDescending(reason => reason.Count).ThenBy(reason => reason.Kind).ThenBy(reason => reason.Reason)
            .Take(limit).ToListAsync(cancellationToken);
        return [.. reasons.Select(reason => new DeadLetterReason(reason.Kind, reason.Reason, reason.Count, reason.Oldest, reason.Newest))];
    }

    /// <summary>Lets one failed job run again, with all its attempts; of a batch, those of its jobs that failed.</summary>
    public async Task<Redrive> RedriveAsync(AppDb db, Guid jobId, CancellationToken cancellationToken)
    {
        var job = await db.Jobs.AsNoTracking().SingleOrDefaultAsync(row => row.Id == jobId, cancellationToken);
        if (job is null)
        {
            return Redrive.NotFound;
        }

        var ids = job.Children == 0
            ? [jobId]
            : await db.Jobs.Where(row => row.ParentId == jobId && row.State == JobState.Failed).OrderBy(row => row.Id).Select(row => row.Id).ToListAsync(cancellationToken);
        return await RedriveAsync(db, ids, cancellationToken) > 0 ? Redrive.Done : Redrive.NotFailed;
    }

    /// <summary>Lets all failed jobs run again that <paramref name="filter"/> names, oldest first.</summary>
    /// <returns>How many.</returns>
    public async Task<int> RedriveAsync(AppDb db, DeadLetterFilter filter, CancellationToken cancellationToken)
    {
        var ids = await Failed(db, filter).OrderBy(job => job.Id).Take(filter.Limit).Select(job => job.Id).ToListAsync(cancellationToken);
        return await RedriveAsync(db, ids, cancellationToken);
    }

    private async Task<int> RedriveAsync(AppDb db, IReadOnlyList<Guid> ids, CancellationToken cancellationToken)
    {
        var redriven = 0;
        foreach (var some in ids.Chunk(JobsPerTransaction))
        {
            await using var write = await db.BeginWriteAsync(cancellationToken);
            foreach (var id in some)
            {
                redriven += await RedriveOneAsync(write, id, cancellationToken);
            }

            write.AfterCommit(() => nudges.Send(JobPriority.High));
            write.AfterCommit(() => nudges.Send(JobPriority.Normal));
            await write.CommitAsync(cancellationToken);
        }

        return redriven;
    }

    // The fence goes on counting, so the attempts of before stay apart from those to come.
    private static async Task<int> RedriveOneAsync(WriteScope write, Guid id, CancellationToken cancellationToken)
    {
        var redriven = await write.Db.Database.SqlQueryRaw<Redriven>(
            $$"""
            UPDATE jobs SET state = 'pending', run_at = {{write.Db.Dialect.Now}}, attempt = 0, interruptions = 0, ended_at = NULL, cancel_requested_at = NULL,
                message = 'Redriven',
                unique_key = CASE WHEN EXISTS (SELECT 1 FROM jobs other WHERE other.organization_id = jobs.organization_id AND other.kind = jobs.kind
                    AND other.unique_key = jobs.unique_key AND other.state = 'pending') THEN NULL ELSE unique_key END
            WHERE organization_id = {1} AND id = {0} AND state = 'failed' AND children = 0
            RETURNING parent_id AS "ParentId"
            """, id, write.Db.RequiredOrganization.Value).ToListAsync(cancellationToken);
        if (redriven is [{ ParentId: { } parent }])
        {
            await JobBatches.MoveOnAsync(write.Db, write.Db.RequiredOrganization, parent, new(0, Failed: -1, 0, 0), cancellationToken);
        }

        return redriven.Count;
    }

    private static IQueryable<Job> Failed(AppDb db, DeadLetterFilter filter)
    {
        var jobs = db.Jobs.AsNoTracking().Where(job => job.State == JobState.Failed && job.Children == 0);
        jobs = filter.Kind is { } kind ? jobs.Where(job => job.Kind == kind) : jobs;
        jobs = filter.Reason is { } reason ? jobs.Where(job => job.Error != null && job.Error.StartsWith(reason)) : jobs;
        jobs = filter.EndedAfter is { } after ? jobs.Where(job => job.EndedAt >= after) : jobs;
        return filter.EndedBefore is { } before ? jobs.Where(job => job.EndedAt < before) : jobs;
    }

    private sealed record Redriven(Guid? ParentId);
}

/// <summary>Which failed jobs; all of them where nothing is set.</summary>
public sealed record DeadLetterFilter
{
    public string? Kind { get; init; }

    /// <summary>How the error begins.</summary>
    public string? Reason { get; init; }

    public DateTimeOffset? EndedAfter { get; init; }

    public DateTimeOffset? EndedBefore { get; init; }

    /// <summary>At most so many.</summary>
    public int Limit { get; init; } = 10_000;
}

/// <param name="Reason">The first 80 characters of the error.</param>
public sealed record DeadLetterReason(string Kind, string Reason, int Count, DateTimeOffset? OldestEndedAt, DateTimeOffset? NewestEndedAt);

public enum Redrive
{
    NotFound,

    /// <summary>It has not failed, or no job of the batch has.</summary>
    NotFailed,

    Done,
}
