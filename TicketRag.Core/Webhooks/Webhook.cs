using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using TicketRag.Core.Jobs;
using TicketRag.Core.Organizations;
using TicketRag.Core.Persistence;

namespace TicketRag.Core.Webhooks;

/// <summary>An address that an organization wants to be told at when its jobs end.</summary>
public sealed class Webhook : IOwnedByOrganization
{
    public const int MaxUrlLength = 2_000;
    public const int MaxDescriptionLength = 200;

    public required Guid Id { get; init; }

    public required OrganizationId OrganizationId { get; init; }

    public required string Url { get; set; }

    public string? Description { get; set; }

    /// <summary>Signs what is sent, so it is kept as it is and not as a hash.</summary>
    public required string Secret { get; set; }

    /// <summary>Signs as well until <see cref="PreviousSecretUntil"/>, so that the receiver can change over in peace.</summary>
    public string? PreviousSecret { get; set; }

    public DateTimeOffset? PreviousSecretUntil { get; set; }

    /// <summary>Kinds of jobs that are announced; none named: all but deliveries themselves.</summary>
    public List<string> Kinds { get; set; } = [];

    /// <summary>Names of the states that are announced; none named: all in which a job can end.</summary>
    public List<string> States { get; set; } = [];

    /// <summary>Null: enabled.</summary>
    public DateTimeOffset? DisabledAt { get; set; }

    public string? DisabledReason { get; set; }

    /// <summary>Deliveries in a row that were given up.</summary>
    public int FailedDeliveries { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public bool Wants(Job job) =>
        job.HasEnded && job.Kind != JobKind.WebhookDelivery && job.EndedAt >= CreatedAt
        && (Kinds.Count == 0 || Kinds.Contains(job.Kind))
        && (States.Count == 0 || States.Contains(SnakeCaseName.Of(job.State)));

    public void Disable(string reason, DateTimeOffset now)
    {
        DisabledAt ??= now;
        DisabledReason = reason;
    }

    public void Enable() => (DisabledAt, DisabledReason, FailedDeliveries) = (null, null, 0);
}

internal sealed class WebhookConfiguration : IEntityTypeConfiguration<Webhook>
{
    public void Configure(EntityTypeBuilder<Webhook> builder)
    {
        builder.Property(webhook => webhook.Url).HasMaxLength(Webhook.MaxUrlLength);
        builder.Property(webhook => webhook.Description).HasMaxLength(Webhook.MaxDescriptionLength);
        builder.Property(webhook => webhook.Secret).HasMaxLength(100);
        builder.Property(webhook => webhook.PreviousSecret).HasMaxLength(100);
        builder.HasIndex(webhook => new { webhook.OrganizationId, webhook.Id });
    }
}
