using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using TicketRag.Core.Organizations;

namespace TicketRag.Core.Webhooks;

/// <summary>One message to a webhook and what became of it: the delivery log.</summary>
public sealed class WebhookDelivery : IOwnedByOrganization
{
    /// <summary>The same in every attempt, so that the receiver can tell a repetition.</summary>
    public required Guid Id { get; init; }

    public required OrganizationId OrganizationId { get; init; }

    public required Guid WebhookId { get; init; }

    /// <summary>The job that ended; of a test message an id that is no job's.</summary>
    public required Guid SubjectJobId { get; init; }

    /// <summary>Its <see cref="Jobs.Job.Fence"/>: a job that is run again ends again.</summary>
    public required int SubjectFence { get; init; }

    /// <summary><c>job.completed</c>, <c>job.failed</c>, <c>job.cancelled</c>, <c>webhook.test</c>.</summary>
    public required string Type { get; init; }

    /// <summary>What is sent and signed, to the byte.</summary>
    public required string Payload { get; init; }

    public required WebhookDeliveryStatus Status { get; set; }

    /// <summary>The job that delivers it.</summary>
    public required Guid JobId { get; set; }

    public int Attempts { get; set; }

    /// <summary>Of the last attempt that was answered.</summary>
    public int? ResponseStatus { get; set; }

    public string? Error { get; set; }

    public int? DurationMs { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? LastAttemptAt { get; set; }
}

public enum WebhookDeliveryStatus
{
    /// <summary>Its job has not ended.</summary>
    Pending,

    /// <summary>Answered with a status from 200 to 299.</summary>
    Delivered,

    /// <summary>Given up; it can be sent again by request.</summary>
    Failed,
}

internal sealed class WebhookDeliveryConfiguration : IEntityTypeConfiguration<WebhookDelivery>
{
    public void Configure(EntityTypeBuilder<WebhookDelivery> builder)
    {
        builder.ToTable("webhook_deliveries");
        builder.Property(delivery => delivery.Type).HasMaxLength(60);
        builder.Property(delivery => delivery.Error).HasMaxLength(1_000);
        builder.HasIndex(delivery => new { delivery.WebhookId, delivery.SubjectJobId, delivery.SubjectFence }).IsUnique();
        builder.HasIndex(delivery => new { delivery.WebhookId, delivery.Id });
        builder.HasIndex(delivery => delivery.CreatedAt);
        builder.HasOne<Webhook>().WithMany().HasForeignKey(delivery => delivery.WebhookId).OnDelete(DeleteBehavior.Cascade);
    }
}
