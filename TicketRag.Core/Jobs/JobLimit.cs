using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using TicketRag.Core.Organizations;

namespace TicketRag.Core.Jobs;

/// <summary>
/// What jobs of an organization, of a kind, or of a kind within an organization may use, and whether they rest. Every claim reads it, so
/// a change holds from the next claim on, on every worker.
/// </summary>
public sealed class JobLimit
{
    /// <summary><see cref="OfAll"/> where it holds for a kind in all organizations together.</summary>
    public required OrganizationId OrganizationId { get; init; }

    /// <summary>Empty where it holds for all kinds together.</summary>
    public required string Kind { get; init; }

    /// <summary>At most so many at a time, on all workers together.</summary>
    public int? MaxRunning { get; init; }

    /// <summary>At most so many starts a second in the long run: a token bucket of <see cref="Burst"/> tokens.</summary>
    public double? StartsPerSecond { get; init; }

    /// <summary>So many starts at once after a pause.</summary>
    public int? Burst { get; init; }

    /// <summary>Tokens at <see cref="RefilledAt"/>.</summary>
    public double Tokens { get; init; }

    public required DateTimeOffset RefilledAt { get; init; }

    /// <summary>Since when nothing of it is started. What runs goes on.</summary>
    public DateTimeOffset? PausedAt { get; init; }

    /// <summary>Stands for all organizations.</summary>
    public static OrganizationId OfAll { get; } = new(Guid.Empty);
}

internal sealed class JobLimitConfiguration : IEntityTypeConfiguration<JobLimit>
{
    public void Configure(EntityTypeBuilder<JobLimit> builder)
    {
        builder.ToTable("job_limits");
        builder.HasKey(limit => new { limit.OrganizationId, limit.Kind });
        builder.Property(limit => limit.Kind).HasMaxLength(60);
    }
}
