using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace TicketRag.Core.Jobs;

/// <summary>A process that runs jobs, as it last reported itself.</summary>
public sealed record JobWorker
{
    /// <summary>As in <see cref="Job.WorkerId"/>.</summary>
    public required string Id { get; init; }

    public required string Host { get; init; }

    public required int ProcessId { get; init; }

    /// <summary>Of the product.</summary>
    public required string Version { get; init; }

    /// <summary>Jobs at a time, without the slots that are kept for high priority.</summary>
    public required int Slots { get; init; }

    public required int Running { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>By the database's clock.</summary>
    public required DateTimeOffset SeenAt { get; init; }
}

internal sealed class JobWorkerConfiguration : IEntityTypeConfiguration<JobWorker>
{
    public void Configure(EntityTypeBuilder<JobWorker> builder)
    {
        builder.ToTable("job_workers");
        builder.Property(worker => worker.Id).HasMaxLength(200);
        builder.Property(worker => worker.Host).HasMaxLength(200);
        builder.Property(worker => worker.Version).HasMaxLength(60);
    }
}
