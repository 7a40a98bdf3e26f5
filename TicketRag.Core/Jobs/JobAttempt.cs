using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace TicketRag.Core.Jobs;

/// <summary>
/// One claim of a job and how it ended: the history that a dead letter is judged by. The claim that completes a job has no row of its own: it is the last, and all there
/// is to say of it stands in the job's own row (<see cref="JobHistory"/>).
/// </summary>
public sealed class JobAttempt
{
    internal const int TraceIdLength = 32;

    public required Guid JobId { get; init; }

    /// <summary>The claim's <see cref="Job.Fence"/>.</summary>
    public required int Fence { get; init; }

    /// <summary><c>completed</c>, <c>failed</c>, <c>retried</c>, <c>waited</c>, <c>interrupted</c>, <c>vanished</c>, <c>cancelled</c>.</summary>
    public required string Outcome { get; init; }

    public required string WorkerId { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required DateTimeOffset EndedAt { get; init; }

    public string? Error { get; init; }

    public string? TraceId { get; init; }
}

internal sealed class JobAttemptConfiguration : IEntityTypeConfiguration<JobAttempt>
{
    public void Configure(EntityTypeBuilder<JobAttempt> builder)
    {
        builder.ToTable("job_attempts");
        builder.HasKey(attempt => new { attempt.JobId, attempt.Fence });
        builder.Property(attempt => attempt.Outcome).HasMaxLength(20);
        builder.Property(attempt => attempt.WorkerId).HasMaxLength(200);
        builder.Property(attempt => attempt.TraceId).HasMaxLength(JobAttempt.TraceIdLength);

        // Without a foreign key: its check would cost a look-up and a lock for every attempt. Retention deletes both.
    }
}
