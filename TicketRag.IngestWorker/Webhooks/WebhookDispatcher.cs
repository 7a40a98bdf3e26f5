using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using TicketRag.Core.Jobs;
using TicketRag.Core.Jobs.Events;
using TicketRag.Core.Organizations;
using TicketRag.Core.Persistence;
using TicketRag.Core.Webhooks;
using TicketRag.IngestWorker.Jobs;
using TicketRag.IngestWorker.Maintenance;

namespace TicketRag.IngestWorker.Webhooks;

/// <summary>
/// Follows the feed of changed jobs and puts in a message for each webhook that wants to hear of a job's end. One process at a time; how far it is lies in the
/// database, and goes on together with the messages. The path of the jobs themselves has nothing to do with it.
/// </summary>
internal sealed partial class WebhookDispatcher(
    IServiceScopeFactory scopes, IJobFeed feed, WebhookQueue queue, MaintenanceLeases maintenance, RunningJobs running, SchemaGate schema,
    IOptions<WebhookOptions> options, TimeProvider time, ILogger<WebhookDispatcher> logger) : BackgroundService
{
    private const string Chore = "webhook-dispatch";
    private const int JobsPerWrite = 200;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await schema.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(options.Value.PollInterval, time);
        do
        {
            try
            {
                await RoundAsync(stoppingToken);
            }
            catch (Exception exception) when (DatabaseOutage.Cause(exception) is not null)
            {
                LogDatabaseDown(logger, exception);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task RoundAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();

        // Before the webhooks: what ends after one was registered must not be passed over.
        var end = await feed.PositionAsync(db, cancellationToken);
        var webhooks = await db.Webhooks.IgnoreQueryFilters().AsNoTracking().Where(row => row.DisabledAt == null).ToListAsync(cancellationToken);
        var mark = await db.JobFeedMarks.AsNoTracking().SingleOrDefaultAsync(row => row.Name == JobFeedMark.Webhooks, cancellationToken);
        if (mark is null || mark.Position == end
            || !await maintenance.TryHoldAsync(db, Chore, running.WorkerId, (options.Value.PollInterval * 5) + TimeSpan.FromSeconds(5), cancellationToken))
        {
            return;
        }

        foreach (var those in webhooks.GroupBy(webhook => webhook.OrganizationId))
        {
            await AnnounceAsync(db, mark.Position, [.. those], cancellationToken);
        }

        await MarkAsync(db, end, cancellationToken);
    }

    private async Task AnnounceAsync(AppDb db, string from, IReadOnlyList<Webhook> webhooks, CancellationToken cancellationToken)
    {
        var organization = webhooks[0].OrganizationId;
        var page = await feed.ReadAsync(db, from, new(organization) { MaxChanges = int.MaxValue - 1 }, cancellationToken);
        foreach (var changes in page.Changes.Chunk(JobsPerWrite))
        {
            var ids = changes.Select(change => change.JobId).ToList();
            var ended = await db.Jobs.IgnoreQueryFilters().AsNoTracking()
                .Where(job => job.OrganizationId == organization && ids.Contains(job.Id) && job.EndedAt != null && job.Kind != JobKind.WebhookDelivery).ToListAsync(cancellationToken);
            var wanted = ended.SelectMany(job => webhooks.Where(webhook => webhook.Wants(job)).Select(webhook => (webhook, job))).ToList();
            if (wanted.Count > 0)
            {
                await AnnounceAsync(organization, wanted, cancellationToken);
            }
        }
    }

    private async Task AnnounceAsync(OrganizationId organization, List<(Webhook Webhook, Job Job)> wanted, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentOrganization>().Set(organization);
        await using var write = await scope.ServiceProvider.GetRequiredService<AppDb>().BeginBackgroundWriteAsync(cancellationToken);
        foreach (var (webhook, job) in wanted)
        {
            await queue.AnnounceAsync(write, webhook, job, cancellationToken);
        }

        await write.CommitAsync(cancellationToken);
    }

    private static async Task MarkAsync(AppDb db, string position, CancellationToken cancellationToken)
    {
        await using var write = await db.BeginBackgroundWriteAsync(cancellationToken);
        await db.JobFeedMarks.Where(row => row.Name == JobFeedMark.Webhooks)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.Position, position), cancellationToken);
        await write.CommitAsync(cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The database does not answer; ended jobs are announced when it does")]
    private static partial void LogDatabaseDown(ILogger logger, Exception exception);
}
