using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using TicketRag.Core.Jobs;
using TicketRag.Core.Organizations;
using TicketRag.Core.Persistence;

namespace TicketRag.Core.Webhooks;

/// <summary>Puts messages to webhooks in, each with the job that delivers it, in one transaction.</summary>
public sealed class WebhookQueue(JobQueue jobs, IOptions<WebhookOptions> options)
{
    /// <summary>Announces an ended job, once for each time that it ends.</summary>
    /// <returns>Null where that was done already.</returns>
    public async Task<WebhookDelivery?> AnnounceAsync(WriteScope write, Webhook webhook, Job job, CancellationToken cancellationToken)
    {
        var isDone = await write.Db.WebhookDeliveries.IgnoreQueryFilters().AnyAsync(
            row => row.WebhookId == webhook.Id && row.SubjectJobId == job.Id && row.SubjectFence == job.Fence, cancellationToken);
        return isDone ? null : await AddAsync(write, webhook, job.Id, job.Fence, WebhookPayload.Of(job), job.Traceparent, cancellationToken);
    }

    public Task<WebhookDelivery> AddTestAsync(WriteScope write, Webhook webhook, CancellationToken cancellationToken) => AddAsync(
        write, webhook, Guid.CreateVersion7(), 0, new(WebhookPayload.TestType, write.Db.Now.UtcDateTime, null), traceparent: null, cancellationToken);

    /// <summary>Sends a message again, with the same id and body. The delivery must be tracked by the scope's context.</summary>
    public async Task SendAgainAsync(WriteScope write, WebhookDelivery delivery, CancellationToken cancellationToken)
    {
        delivery.Status = WebhookDeliveryStatus.Pending;
        delivery.JobId = await EnqueueAsync(write, delivery.OrganizationId, delivery.Id, null, cancellationToken);
    }

    private async Task<WebhookDelivery> AddAsync(
        WriteScope write, Webhook webhook, Guid subject, int fence, WebhookPayload payload, string? traceparent, CancellationToken cancellationToken)
    {
        var id = Guid.CreateVersion7();
        var delivery = new WebhookDelivery
        {
            Id = id,
            OrganizationId = webhook.OrganizationId,
            WebhookId = webhook.Id,
            SubjectJobId = subject,
            SubjectFence = fence,
            Type = payload.Type,
            Payload = payload.ToJson(),
            Status = WebhookDeliveryStatus.Pending,
            JobId = await EnqueueAsync(write, webhook.OrganizationId, id, traceparent, cancellationToken),
            CreatedAt = write.Db.Now,
        };
        write.Db.WebhookDeliveries.Add(delivery);
        return delivery;
    }

    private Task<Guid> EnqueueAsync(WriteScope write, OrganizationId organization, Guid delivery, string? traceparent, CancellationToken cancellationToken) =>
        jobs.EnqueueAsync(
            write, organization,
            new(JobKind.WebhookDelivery, JobArgs.Write(new WebhookDeliveryArgs(delivery))) { MaxAttempts = options.Value.MaxAttempts, Traceparent = traceparent },
            cancellationToken);
}
