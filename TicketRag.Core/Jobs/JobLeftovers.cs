using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using TicketRag.Core.Idempotency;
using TicketRag.Core.Jobs.Events;
using TicketRag.Core.Persistence;
using TicketRag.Core.Webhooks;

namespace TicketRag.Core.Jobs;

/// <summary>What jobs leave behind besides their rows, each with its own age: changes, idempotency keys, delivery logs, vanished workers.</summary>
public sealed class JobLeftovers(IJobFeed feed, IOptions<JobEventOptions> events, IOptions<WebhookOptions> webhooks)
{
    public async Task TrimAsync(AppDb db, CancellationToken cancellationToken)
    {
        await using var write = await db.BeginBackgroundWriteAsync(cancellationToken);
        await feed.TrimAsync(write, events.Value.Retention, cancellationToken);
        await db.Database.ExecuteSqlRawAsync(
            $$"""DELETE FROM idempotency_keys WHERE created_at < {{db.Dialect.NowPlus("{0}")}}""", [-OncePerKey.Lifetime.ToMicroseconds()], cancellationToken);
        await db.Database.ExecuteSqlRawAsync(
            $$"""DELETE FROM webhook_deliveries WHERE created_at < {{db.Dialect.NowPlus("{0}")}}""",
            [-webhooks.Value.LogRetention.ToMicroseconds()], cancellationToken);
        await JobWorkers.TrimAsync(write, cancellationToken);
        await write.CommitAsync(cancellationToken);
    }
}
