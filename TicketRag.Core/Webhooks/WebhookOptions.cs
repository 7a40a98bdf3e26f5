using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace TicketRag.Core.Webhooks;

/// <summary>How ended jobs are announced (section <c>Webhooks</c>). Where to is limited by <see cref="Outbound.OutboundOptions"/>.</summary>
public sealed class WebhookOptions
{
    public const string Section = "Webhooks";

    /// <summary>Of an organization.</summary>
    [Range(1, 1_000)]
    public int MaxWebhooks { get; init; } = 20;

    /// <summary>How often ended jobs are looked for.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:01:00")]
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>For one attempt, from connecting to the answer's status.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:02:00")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Attempts of a delivery before it is given up; between them the backoff of jobs.</summary>
    [Range(1, 100)]
    public int MaxAttempts { get; init; } = 15;

    /// <summary>Deliveries in a row that are given up before the webhook is disabled.</summary>
    [Range(1, 1_000)]
    public int DisableAfter { get; init; } = 5;

    /// <summary>How long a secret that was replaced still signs beside the new one.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00")]
    public TimeSpan SecretOverlap { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How long the delivery log goes back.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "365.00:00:00")]
    public TimeSpan LogRetention { get; init; } = TimeSpan.FromDays(7);
}

[OptionsValidator]
internal sealed partial class WebhookOptionsValidator : IValidateOptions<WebhookOptions>;
