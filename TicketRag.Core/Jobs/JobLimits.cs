using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using TicketRag.Core.Organizations;
using TicketRag.Core.Persistence;

namespace TicketRag.Core.Jobs;

/// <summary>Sets, lifts and lists what <see cref="JobLimit"/> says.</summary>
public sealed class JobLimits(IJobNudges nudges)
{
    /// <summary>Nothing of it starts until <see cref="ResumeAsync"/>; what runs goes on. Pausing twice is pausing once.</summary>
    /// <param name="organization">Null: all of them.</param>
    /// <param name="kind">Null: all kinds.</param>
    /// <exception cref="ArgumentException">Neither an organization nor a kind.</exception>
    public Task PauseAsync(AppDb db, OrganizationId? organization, string? kind, CancellationToken cancellationToken) =>
        SetAsync(db, organization, kind, $"paused_at = coalesce(job_limits.paused_at, {db.Dialect.Now})", [], cancellationToken);

    public async Task ResumeAsync(AppDb db, OrganizationId? organization, string? kind, CancellationToken cancellationToken)
    {
        await SetAsync(db, organization, kind, "paused_at = NULL", [], cancellationToken);
        await ForgetUnusedAsync(db, cancellationToken);
        nudges.Send(JobPriority.High);
        nudges.Send(JobPriority.Normal);
    }

    /// <summary>Limits what runs at a time and how often something starts; null lifts that limit. A new bucket is full.</summary>
    /// <exception cref="ArgumentException">Neither an organization nor a kind, or a limit that is not positive.</exception>
    public async Task LimitAsync(AppDb db, OrganizationId? organization, string? kind, JobAllowance allowance, CancellationToken cancellationToken)
    {
        Validator.ValidateObject(allowance, new(allowance), validateAllProperties: true);
        int? burst = allowance.StartsPerSecond is { } rate ? allowance.Burst ?? (int)Math.Max(1, Math.Ceiling(rate)) : null;
        await SetAsync(
            db, organization, kind,
            $$"""max_running = {2}, starts_per_second = {3}, burst = {4}, tokens = coalesce({4}, 0), refilled_at = {{db.Dialect.Now}}""",
            [(object?)allowance.MaxRunning!, (object?)allowance.StartsPerSecond!, (object?)burst!], cancellationToken);
        await ForgetUnusedAsync(db, cancellationToken);
        nudges.Send(JobPriority.Normal);
    }

    /// <summary>All limits and pauses: those of one organization with those for everybody, or of all organizations.</summary>
    public async Task<IReadOnlyList<JobLimit>> ListAsync(AppDb db, OrganizationId? organization, CancellationToken cancellationToken) =>
        await db.JobLimits.AsNoTracking()
            .Where(limit => organization == null || limit.OrganizationId == organization || limit.OrganizationId == JobLimit.OfAll)
            .OrderBy(limit => limit.OrganizationId).ThenBy(limit => limit.Kind).ToListAsync(cancellationToken);

    private static async Task SetAsync(
        AppDb db, OrganizationId? organization, string? kind, string assignments, object[] values, CancellationToken cancellationToken)
    {
        if (organization is null && kind is null)
        {
            throw new ArgumentException("A limit is an organization's, a kind's, or both.");
        }

        await using var write = await db.BeginWriteAsync(cancellationToken);
        object[] key = [organization?.Value ?? Guid.Empty, kind ?? ""];
        await db.Database.ExecuteSqlRawAsync(
            $$"""
            INSERT INTO job_limits (organization_id, kind, tokens, refilled_at) VALUES ({0}, {1}, 0, {{db.Dialect.Now}})
            ON CONFLICT (organization_id, kind) DO NOTHING
            """, key, cancellationToken);
        await db.Database.ExecuteSqlRawAsync(
            $$"""UPDATE job_limits SET {{assignments}} WHERE organization_id = {0} AND kind = {1}""", [.. key, .. values], cancellationToken);
        await write.CommitAsync(cancellationToken);
    }

    private static Task ForgetUnusedAsync(AppDb db, CancellationToken cancellationToken) => db.JobLimits
        .Where(limit => limit.PausedAt == null && limit.MaxRunning == null && limit.StartsPerSecond == null)
        .ExecuteDeleteAsync(cancellationToken);
}

/// <summary>How much an organization or a kind may do.</summary>
public sealed record JobAllowance
{
    /// <summary>See <see cref="JobLimit.MaxRunning"/>.</summary>
    [Range(1, 100_000)]
    public int? MaxRunning { get; init; }

    /// <summary>See <see cref="JobLimit.StartsPerSecond"/>.</summary>
    [Range(0.0001, 1_000_000)]
    public double? StartsPerSecond { get; init; }

    /// <summary>See <see cref="JobLimit.Burst"/>; what comes in a second where it isn't set.</summary>
    [Range(1, 1_000_000)]
    public int? Burst { get; init; }
}
