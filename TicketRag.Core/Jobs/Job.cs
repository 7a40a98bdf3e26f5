using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using TicketRag.Core.Organizations;

namespace TicketRag.Core.Jobs;

/// <summary>
/// A piece of background work. The row is the truth: queues only wake workers up, and whoever holds the lease may write the result.
/// After it was enqueued by <see cref="JobQueue"/> a job changes only through <see cref="JobLeases"/>.
/// </summary>
public sealed class Job : IOwnedByOrganization
{
    public required Guid Id { get; init; }

    public required OrganizationId OrganizationId { get; init; }

    /// <summary>One of <see cref="JobKind"/>.</summary>
    public required string Kind { get; init; }

    public required JobPriority Priority { get; init; }

    public required JobState State { get; init; }

    /// <summary>Not before this instant.</summary>
    public required DateTimeOffset RunAt { get; init; }

    /// <summary>While a job is pending no second one of its kind with the same key is made.</summary>
    public string? UniqueKey { get; init; }

    /// <summary>The handler's arguments as JSON.</summary>
    public required string Args { get; init; }

    /// <summary>What the client wants to see again with the job, as a JSON object.</summary>
    public string? Metadata { get; init; }

    /// <summary>The handler's result as JSON.</summary>
    public string? Result { get; init; }

    /// <summary>Why it failed, or the last attempt's error while it waits for the next.</summary>
    public string? Error { get; init; }

    /// <summary>Attempts that were used up, the running one included. Interruptions and waits give theirs back.</summary>
    public required int Attempt { get; init; }

    public required int MaxAttempts { get; init; }

    /// <summary>How often its worker vanished in the middle. Workers that stopped and handed it back are not counted.</summary>
    public int Interruptions { get; init; }

    /// <summary>Fencing token: counts claims, so a worker that lost its lease can be told from the one that has it.</summary>
    public int Fence { get; init; }

    public string? WorkerId { get; init; }

    /// <summary>Only a running job has a lease.</summary>
    public DateTimeOffset? LeaseUntil { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Somebody asked a running job to stop; it is still running until it has.</summary>
    public DateTimeOffset? CancelRequestedAt { get; init; }

    public int ProcessedItems { get; init; }

    public int TotalItems { get; init; }

    public int ChunksCreated { get; init; }

    /// <summary>What it is doing, for people.</summary>
    public string? Message { get; init; }

    /// <summary>The step that it is at, for programs: a word of its kind's own.</summary>
    public string? Stage { get; init; }

    /// <summary>Where the client says that its input comes from.</summary>
    public string? Source { get; init; }

    /// <summary>W3C trace context of the request that enqueued it.</summary>
    public string? Traceparent { get; init; }

    /// <summary>Of the attempt that ended it, as hexadecimal digits.</summary>
    public string? TraceId { get; init; }

    /// <summary>The batch that it is part of.</summary>
    public Guid? ParentId { get; init; }

    /// <summary>Of a batch: how many jobs it has. Such a job runs while they do, without a worker of its own.</summary>
    public int Children { get; init; }

    public int ChildrenFailed { get; init; }

    public int ChildrenCancelled { get; init; }

    public bool HasEnded => State is JobState.Completed or JobState.Failed or JobState.Cancelled;

    /// <summary>0 to 1.</summary>
    public double Progress => State == JobState.Completed ? 1 : TotalItems == 0 ? 0 : Math.Min(1, (double)ProcessedItems / TotalItems);
}

internal sealed class JobConfiguration : IEntityTypeConfiguration<Job>
{
    public void Configure(EntityTypeBuilder<Job> builder)
    {
        builder.Ignore(job => job.HasEnded).Ignore(job => job.Progress);
        builder.Property(job => job.Kind).HasMaxLength(60);
        builder.Property(job => job.UniqueKey).HasMaxLength(200);
        builder.Property(job => job.WorkerId).HasMaxLength(200);
        builder.Property(job => job.Traceparent).HasMaxLength(64);
        builder.Property(job => job.TraceId).HasMaxLength(JobAttempt.TraceIdLength);
        builder.Property(job => job.Stage).HasMaxLength(60);
        builder.Property(job => job.Source).HasMaxLength(200);

        // No hot statement by id may imply a partial index's predicate, or its plan scans that index: leases, not the running state, are indexed.
        builder.HasIndex(job => new { job.Priority, job.OrganizationId, job.Kind, job.RunAt, job.Id }, "ix_jobs_due").HasFilter("state = 'pending'");
        builder.HasIndex(job => new { job.LeaseUntil, job.OrganizationId, job.Kind }, "ix_jobs_lease").HasFilter("lease_until IS NOT NULL");
        builder.HasIndex(job => new { job.OrganizationId, job.Kind, job.UniqueKey }, "ux_jobs_pending_key")
            .IsUnique().HasFilter("state = 'pending' AND unique_key IS NOT NULL");
        builder.HasIndex(job => job.EndedAt).HasFilter("ended_at IS NOT NULL");
        builder.HasIndex(job => new { job.ParentId, job.State }).HasFilter("parent_id IS NOT NULL");
    }
}
