using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using TicketRag.Core.Persistence;

namespace TicketRag.Core.Jobs;

/// <summary>How long ended jobs are kept (section <c>Jobs:Retention</c>).</summary>
public sealed class JobRetentionOptions
{
    public const string Section = "Jobs:Retention";

    /// <summary>Ended jobs that are older go.</summary>
    [Range(1, 24 * 3650)]
    public int MaxAgeHours { get; init; } = 24;

    /// <summary>Of an organization's ended jobs only so many of the newest stay.</summary>
    [Range(1, 1_000_000)]
    public int MaxJobs { get; init; } = 100;

    /// <summary>Failed jobs stay longer: somebody has to look at them.</summary>
    [Range(1, 3650)]
    public int FailedMaxAgeDays { get; init; } = 30;
}

/// <summary>Deletes ended jobs that nobody will ask for any more; never an active one, and none within an hour of its end.</summary>
public sealed class JobRetention
{
    private const int JobsPerStatement = 1_000;

    private static readonly TimeSpan Grace = TimeSpan.FromHours(1);

    /// <returns>How many were deleted, of all organizations.</returns>
    public async Task<int> ApplyAsync(AppDb db, JobRetentionOptions options, CancellationToken cancellationToken)
    {
        await using var write = await db.BeginBackgroundWriteAsync(cancellationToken);
        var deleted = await DeleteAsync(
            db,
            $$"""
            SELECT id FROM (
                SELECT id, ended_at, row_number() OVER (PARTITION BY organization_id ORDER BY ended_at DESC, id DESC) AS place
                FROM jobs WHERE ended_at IS NOT NULL AND state <> 'failed' AND parent_id IS NULL) ended
            WHERE ended_at < {{db.Dialect.NowPlus("{0}")}} AND (ended_at < {{db.Dialect.NowPlus("{1}")}} OR place > {2})
                AND NOT EXISTS (SELECT 1 FROM idempotency_keys key WHERE key.subject_id = ended.id)
            """,
            [-Grace.ToMicroseconds(), -TimeSpan.FromHours(options.MaxAgeHours).ToMicroseconds(), options.MaxJobs], cancellationToken);
        deleted += await DeleteAsync(
            db,
            $$"""SELECT id FROM jobs WHERE state = 'failed' AND ended_at < {{db.Dialect.NowPlus("{0}")}} AND parent_id IS NULL""",
            [-TimeSpan.FromDays(options.FailedMaxAgeDays).ToMicroseconds()], cancellationToken);
        await write.CommitAsync(cancellationToken);
        return deleted;
    }

    // A batch takes its jobs with it, and each job its attempts.
    private static async Task<int> DeleteAsync(AppDb db, string select, object[] values, CancellationToken cancellationToken)
    {
        var going = await db.Database.SqlQueryRaw<Going>(
            $"""SELECT organization_id AS "Organization", id AS "Id" FROM jobs WHERE id IN ({select}) OR parent_id IN ({select})""", values).ToListAsync(cancellationToken);
        foreach (var organization in going.GroupBy(job => job.Organization, job => job.Id))
        {
            foreach (var some in organization.Chunk(JobsPerStatement))
            {
                await DeleteAsync(db, organization.Key, db.Dialect.List(some), cancellationToken);
            }
        }

        return going.Count;
    }

    private static async Task DeleteAsync(AppDb db, Guid organization, object ids, CancellationToken cancellationToken)
    {
        await db.Database.ExecuteSqlRawAsync($"DELETE FROM job_attempts WHERE {db.Dialect.IsIn("job_id", "{0}")}", [ids], cancellationToken);
        await db.Database.ExecuteSqlRawAsync($"DELETE FROM jobs WHERE organization_id = {{1}} AND {db.Dialect.IsIn("id", "{0}")}", [ids, organization], cancellationToken);
    }

    private sealed record Going(Guid Organization, Guid Id);
}
