namespace TicketRag.Core.Webhooks;

/// <summary>Arguments of a job that delivers.</summary>
public sealed record WebhookDeliveryArgs(Guid DeliveryId);

/// <param name="ResponseStatus">What the receiver answered.</param>
public sealed record WebhookDeliveryResult(int ResponseStatus);
