using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using TicketRag.Api.Validation;
using TicketRag.Core.Webhooks;

namespace TicketRag.Api.Webhooks;

public sealed record AddWebhookRequest
{
    /// <summary>An http or https address; private ones only where the operator allows them.</summary>
    [Required, StringLength(Webhook.MaxUrlLength, MinimumLength = 1)]
    public required string Url { get; init; }

    [StringLength(Webhook.MaxDescriptionLength)]
    public string? Description { get; init; }

    /// <summary>Kinds of jobs to be told of; all where none is named.</summary>
    [TagList]
    public IReadOnlyList<string>? Kinds { get; init; }

    /// <summary>States to be told of: completed, failed, cancelled; all where none is named.</summary>
    [TagList]
    public IReadOnlyList<string>? States { get; init; }
}

public sealed record ChangeWebhookRequest
{
    [NotBlank, StringLength(Webhook.MaxUrlLength)]
    public string? Url { get; init; }

    [StringLength(Webhook.MaxDescriptionLength)]
    public string? Description { get; init; }

    [TagList]
    public IReadOnlyList<string>? Kinds { get; init; }

    [TagList]
    public IReadOnlyList<string>? States { get; init; }

    public bool? Enabled { get; init; }
}

/// <param name="DisabledReason">Why nothing is sent.</param>
/// <param name="FailedDeliveries">Deliveries in a row that were given up.</param>
public sealed record WebhookResponse(
    Guid Id, string Url, string Description, IReadOnlyList<string> Kinds, IReadOnlyList<string> States, bool Enabled, string? DisabledReason, DateTimeOffset? DisabledAt,
    int FailedDeliveries, DateTimeOffset CreatedAt)
{
    public static WebhookResponse From(Webhook webhook) => new(
        webhook.Id, webhook.Url, webhook.Description ?? "", webhook.Kinds, webhook.States, webhook.DisabledAt is null, webhook.DisabledReason, webhook.DisabledAt,
        webhook.FailedDeliveries, webhook.CreatedAt);
}

/// <param name="Secret">Shown this once: it checks the signatures.</param>
public sealed record AddedWebhookResponse(WebhookResponse Webhook, string Secret);

/// <param name="Secret">Shown this once.</param>
/// <param name="PreviousValidUntil">Until then messages carry a signature by the secret before it, too.</param>
public sealed record RotatedSecretResponse(string Secret, DateTimeOffset PreviousValidUntil);

public sealed record WebhookListResponse(IReadOnlyList<WebhookResponse> Webhooks);

/// <param name="SubjectJobId">The job that ended.</param>
/// <param name="JobId">The job that delivers; its attempts are at <c>/api/v1/jobs/{id}/attempts</c>.</param>
/// <param name="Payload">The message's body; null in lists.</param>
public sealed record WebhookDeliveryResponse(
    Guid Id, Guid WebhookId, string Type, Guid SubjectJobId, WebhookDeliveryStatus Status, Guid JobId, int Attempts, int? ResponseStatus, string ErrorMessage,
    int? DurationMs, DateTimeOffset CreatedAt, DateTimeOffset? LastAttemptAt, JsonElement? Payload)
{
    public static WebhookDeliveryResponse From(WebhookDelivery delivery, bool withPayload) => new(
        delivery.Id, delivery.WebhookId, delivery.Type, delivery.SubjectJobId, delivery.Status, delivery.JobId, delivery.Attempts, delivery.ResponseStatus,
        delivery.Error ?? "", delivery.DurationMs, delivery.CreatedAt, delivery.LastAttemptAt, withPayload ? JsonObjects.Parse(delivery.Payload) : null);
}

/// <param name="Next">Pass it as <c>after</c> to get the next page; null on the last.</param>
public sealed record WebhookDeliveryListResponse(IReadOnlyList<WebhookDeliveryResponse> Deliveries, string? Next);
