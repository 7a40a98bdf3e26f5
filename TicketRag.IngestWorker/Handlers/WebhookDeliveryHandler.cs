using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using TicketRag.Core.Jobs;
using TicketRag.Core.Persistence;
using TicketRag.Core.Webhooks;
using TicketRag.IngestWorker.Jobs;

namespace TicketRag.IngestWorker.Handlers;

/// <summary>
/// Sends one message to a webhook and notes in its log what came of it. Every attempt is noted; a webhook whose deliveries fail one after the other, or that
/// answers 410, is disabled.
/// </summary>
internal sealed class WebhookDeliveryHandler(AppDb db, WebhookSender sender, IOptions<WebhookOptions> options) : IJobHandler
{
    public async Task<JobOutcome> HandleAsync(JobRun run, CancellationToken cancellationToken)
    {
        var id = run.Args<WebhookDeliveryArgs>().DeliveryId;
        if (await db.WebhookDeliveries.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, cancellationToken) is not { } delivery)
        {
            return new JobOutcome.Failed("The webhook was deleted");
        }

        var webhook = await db.Webhooks.AsNoTracking().SingleAsync(row => row.Id == delivery.WebhookId, cancellationToken);
        if (webhook.DisabledAt is not null)
        {
            return GiveUp(delivery, new(null, $"The webhook is disabled: {webhook.DisabledReason}", IsFinal: true, TimeSpan.Zero), counts: false);
        }

        var answer = await sender.SendAsync(webhook, delivery, run.Job.Traceparent, cancellationToken);
        if (answer.Error is null)
        {
            return new JobOutcome.Completed(JobArgs.Write(new WebhookDeliveryResult((int)answer.Status!)))
            {
                Message = $"Delivered: HTTP {(int)answer.Status}",
                Store = (write, token) => StoreAsync(write, delivery, answer, WebhookDeliveryStatus.Delivered, token),
            };
        }

        if (answer.IsFinal)
        {
            return GiveUp(delivery, answer, counts: true);
        }

        await NoteAttemptAsync(delivery, answer, cancellationToken);
        throw new WebhookUndeliveredException(answer.Error);
    }

    public Task FailedAsync(WriteScope write, Job job, string error, CancellationToken cancellationToken) =>
        GiveUpAsync(write, JobArgs.Read<WebhookDeliveryArgs>(job.Args).DeliveryId, error, isGone: false, counts: true, cancellationToken);

    private JobOutcome.Failed GiveUp(WebhookDelivery delivery, WebhookAnswer answer, bool counts) => new(answer.Error!)
    {
        Store = async (write, token) =>
        {
            await StoreAsync(write, delivery, answer, WebhookDeliveryStatus.Failed, token);
            await GiveUpAsync(write, delivery.Id, answer.Error!, answer.Status == System.Net.HttpStatusCode.Gone, counts, token);
        },
    };

    private async Task NoteAttemptAsync(WebhookDelivery delivery, WebhookAnswer answer, CancellationToken cancellationToken)
    {
        await using var write = await db.BeginBackgroundWriteAsync(cancellationToken);
        await StoreAsync(write, delivery, answer, WebhookDeliveryStatus.Pending, cancellationToken);
        await write.CommitAsync(cancellationToken);
    }

    private static async Task StoreAsync(
        WriteScope write, WebhookDelivery delivery, WebhookAnswer answer, WebhookDeliveryStatus status, CancellationToken cancellationToken)
    {
        var (response, duration, now) = ((int?)answer.Status, (int)answer.Duration.TotalMilliseconds, write.Db.Now);
        await write.Db.WebhookDeliveries.Where(row => row.Id == delivery.Id).ExecuteUpdateAsync(
            set => set
                .SetProperty(row => row.Status, status)
                .SetProperty(row => row.Attempts, row => row.Attempts + 1)
                .SetProperty(row => row.ResponseStatus, response)
                .SetProperty(row => row.Error, answer.Error)
                .SetProperty(row => row.DurationMs, duration)
                .SetProperty(row => row.LastAttemptAt, now),
            cancellationToken);
        if (status == WebhookDeliveryStatus.Delivered)
        {
            await write.Db.Webhooks.Where(row => row.Id == delivery.WebhookId && row.FailedDeliveries > 0)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.FailedDeliveries, 0), cancellationToken);
        }
    }

    private async Task GiveUpAsync(WriteScope write, Guid deliveryId, string error, bool isGone, bool counts, CancellationToken cancellationToken)
    {
        var delivery = await write.Db.WebhookDeliveries.SingleOrDefaultAsync(row => row.Id == deliveryId, cancellationToken);
        var webhook = delivery is null ? null : await write.Db.Webhooks.SingleOrDefaultAsync(row => row.Id == delivery.WebhookId, cancellationToken);
        if (webhook is null)
        {
            return;
        }

        delivery!.Status = WebhookDeliveryStatus.Failed;
        delivery.Error ??= error;
        if (!counts || webhook.DisabledAt is not null)
        {
            return;
        }

        webhook.FailedDeliveries++;
        if (isGone || webhook.FailedDeliveries >= options.Value.DisableAfter)
        {
            webhook.Disable(isGone ? "It answered 410 Gone" : $"{webhook.FailedDeliveries} deliveries in a row failed, the last with: {delivery.Error}", write.Db.Now);
            Audit(write.Db, webhook);
        }
    }

    private static void Audit(AppDb db, Webhook webhook) => db.AuditEntries.Add(new()
    {
        Id = Guid.CreateVersion7(),
        OrganizationId = webhook.OrganizationId,
        SubjectType = "webhook",
        SubjectId = webhook.Id,
        Action = "webhook.disabled",
        Actor = JobKind.WebhookDelivery,
        At = db.Now,
    });
}

/// <summary>The receiver did not take the message; it is sent again.</summary>
internal sealed class WebhookUndeliveredException(string reason) : Exception(reason);
