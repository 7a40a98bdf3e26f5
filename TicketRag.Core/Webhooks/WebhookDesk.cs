using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using TicketRag.Core.Jobs.Events;
using TicketRag.Core.Organizations;
using TicketRag.Core.Persistence;

namespace TicketRag.Core.Webhooks;

/// <summary>Registers, changes and tests an organization's webhooks; each change is audited in its transaction.</summary>
public sealed class WebhookDesk(AppDb db, WebhookQueue queue, IJobFeed feed, IOptions<WebhookOptions> options)
{
    /// <returns>Null where the organization has as many as it may.</returns>
    public async Task<Webhook?> AddAsync(Caller caller, Action<Webhook> fill, CancellationToken cancellationToken)
    {
        await using var write = await db.BeginWriteAsync(cancellationToken);
        if (await db.Webhooks.CountAsync(cancellationToken) >= options.Value.MaxWebhooks)
        {
            return null;
        }

        var webhook = new Webhook
        {
            Id = Guid.CreateVersion7(),
            OrganizationId = caller.Organization,
            Url = "",
            Secret = WebhookSecret.New(),
            CreatedAt = db.Now,
        };
        fill(webhook);
        db.Webhooks.Add(webhook);
        Audit(caller, webhook.Id, "webhook.created");
        await MarkAsync(cancellationToken);
        await write.CommitAsync(cancellationToken);
        return webhook;
    }

    /// <returns>Null where it isn't there.</returns>
    public Task<Webhook?> ChangeAsync(Caller caller, Guid id, Action<Webhook> change, CancellationToken cancellationToken) =>
        ChangeAsync(caller, id, "webhook.changed", change, cancellationToken);

    /// <summary>A new secret; the one before it signs as well for <see cref="WebhookOptions.SecretOverlap"/>.</summary>
    public Task<Webhook?> RotateSecretAsync(Caller caller, Guid id, CancellationToken cancellationToken) => ChangeAsync(
        caller, id, "webhook.secret_rotated",
        webhook =>
        {
            (webhook.PreviousSecret, webhook.PreviousSecretUntil) = (webhook.Secret, db.Now + options.Value.SecretOverlap);
            webhook.Secret = WebhookSecret.New();
        },
        cancellationToken);

    /// <summary>With its log. Messages that wait are not sent any more.</summary>
    public async Task<bool> RemoveAsync(Caller caller, Guid id, CancellationToken cancellationToken)
    {
        await using var write = await db.BeginWriteAsync(cancellationToken);
        if (await db.Webhooks.Where(row => row.Id == id).ExecuteDeleteAsync(cancellationToken) == 0)
        {
            return false;
        }

        Audit(caller, id, "webhook.deleted");
        await write.CommitAsync(cancellationToken);
        return true;
    }

    public async Task<WebhookDelivery?> TestAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var write = await db.BeginWriteAsync(cancellationToken);
        if (await db.Webhooks.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, cancellationToken) is not { } webhook)
        {
            return null;
        }

        var delivery = await queue.AddTestAsync(write, webhook, cancellationToken);
        await write.CommitAsync(cancellationToken);
        return delivery;
    }

    /// <summary>Sends a message again that was delivered or given up; one that is still on its way stays as it is.</summary>
    /// <returns>Null where it isn't there.</returns>
    public async Task<WebhookDelivery?> RedeliverAsync(Guid deliveryId, CancellationToken cancellationToken)
    {
        await using var write = await db.BeginWriteAsync(cancellationToken);
        var delivery = await db.WebhookDeliveries.SingleOrDefaultAsync(row => row.Id == deliveryId, cancellationToken);
        if (delivery is { Status: not WebhookDeliveryStatus.Pending })
        {
            await queue.SendAgainAsync(write, delivery, cancellationToken);
            await write.CommitAsync(cancellationToken);
        }

        return delivery;
    }

    private async Task<Webhook?> ChangeAsync(Caller caller, Guid id, string action, Action<Webhook> change, CancellationToken cancellationToken)
    {
        await using var write = await db.BeginWriteAsync(cancellationToken);
        if (await db.Webhooks.SingleOrDefaultAsync(row => row.Id == id, cancellationToken) is not { } webhook)
        {
            return null;
        }

        change(webhook);
        Audit(caller, id, action);
        await MarkAsync(cancellationToken);
        await write.CommitAsync(cancellationToken);
        return webhook;
    }

    // From here on somebody wants to know what ends.
    private async Task MarkAsync(CancellationToken cancellationToken) => await db.Database.ExecuteSqlRawAsync(
        "INSERT INTO job_feed_marks (name, position) VALUES ({0}, {1}) ON CONFLICT (name) DO NOTHING",
        [JobFeedMark.Webhooks, await feed.PositionAsync(db, cancellationToken)], cancellationToken);

    private void Audit(Caller caller, Guid id, string action) => db.AuditEntries.Add(new()
    {
        Id = Guid.CreateVersion7(),
        OrganizationId = caller.Organization,
        SubjectType = "webhook",
        SubjectId = id,
        Action = action,
        Actor = caller.Name,
        At = db.Now,
    });
}
