using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using TicketRag.Core.Jobs.Events;
using TicketRag.Core.Persistence;

namespace TicketRag.Api.Jobs;

/// <summary>
/// The events of an organization's jobs, or of one job until it ends, from where the client was. An event's id is the position in the feed from which its
/// client goes on; after a broken connection events may come twice, and none is missing.
/// </summary>
internal sealed class JobEventStream(AppDb db, IJobFeed feed, IOptions<JobEventOptions> options, IHostApplicationLifetime lifetime)
{
    /// <summary>The type of an event with a job in it.</summary>
    public const string JobType = "job";

    /// <summary>The first event: what follows is what changes from now on.</summary>
    public const string ReadyType = "ready";

    /// <summary>Changes were missed: the client reads the list of jobs again.</summary>
    public const string ResetType = "reset";

    private const int JobsPerQuery = 500;

    private static readonly ReadOnlyMemory<byte> Comment = ": keep-alive\n\n"u8.ToArray();

    // A renewed lease is a change of the row, and none that anybody would see.
    private readonly Dictionary<Guid, JobEvent> _running = [];

    /// <summary>The position within an event's id; null where it can't be one.</summary>
    public string? PositionOf(string eventId) => eventId.Split('/') is [var position, _] && feed.IsPosition(position) ? position : null;

    /// <summary>Whether anything happened to the job since.</summary>
    public async Task<bool> HasChangedAsync(string position, Guid job, CancellationToken cancellationToken) =>
        await feed.ReadAsync(db, position, new(db.RequiredOrganization, job), cancellationToken) is { IsGap: true } or { Changes.Count: > 0 };

    /// <param name="position">Where the client was; null for one that begins.</param>
    /// <param name="job">Null: all jobs of the organization.</param>
    public async IAsyncEnumerable<SseItem<object>> FollowAsync(
        HttpContext context, JobFeedWatch.Subscription subscription, string? position, Guid? job, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var held = subscription;
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        if (position is null)
        {
            position = await feed.PositionAsync(db, cancellationToken);
            var first = await FirstAsync(position, job, cancellationToken);
            yield return first;
            if (first.Data is JobEvent { HasEnded: true })
            {
                yield break;
            }
        }

        while (!ending.IsCancellationRequested)
        {
            var page = await feed.ReadAsync(db, position, new(db.RequiredOrganization, job), cancellationToken);
            if (page.IsGap)
            {
                yield return job is null ? Item(new JobStreamNotice("Changes were missed: read /api/v1/jobs again."), ResetType, page.Position, 0)
                    : await FirstAsync(page.Position, job, cancellationToken);
            }

            await foreach (var item in ItemsAsync(position, page, cancellationToken))
            {
                yield return item;
                if (job is not null && item.Data is JobEvent { HasEnded: true })
                {
                    yield break;
                }
            }

            position = page.Position;
            while (!await WaitAsync(subscription, ending.Token))
            {
                if (ending.IsCancellationRequested)
                {
                    yield break;
                }

                // Between two items nothing else writes.
                await context.Response.Body.WriteAsync(Comment, cancellationToken);
                await context.Response.Body.FlushAsync(cancellationToken);
            }
        }
    }

    // An Api that stops ends its streams as if they were over; the clients come back to another.
    private async Task<bool> WaitAsync(JobFeedWatch.Subscription subscription, CancellationToken ending)
    {
        try
        {
            return await subscription.WaitAsync(options.Value.KeepAlive, ending);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task<SseItem<object>> FirstAsync(string position, Guid? job, CancellationToken cancellationToken) => job is { } id
        ? Item(await db.Jobs.Where(row => row.Id == id).Select(JobEvent.Columns).SingleAsync(cancellationToken), JobType, position, 0)
        : Item(new JobStreamNotice("Changes from here on follow."), ReadyType, position, 0);

    private async IAsyncEnumerable<SseItem<object>> ItemsAsync(string from, JobFeedPage page, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var start = 0; start < page.Changes.Count; start += JobsPerQuery)
        {
            var changes = page.Changes.Skip(start).Take(JobsPerQuery).ToList();
            var ids = changes.ConvertAll(change => change.JobId);
            var jobs = await db.Jobs.Where(row => ids.Contains(row.Id)).Select(JobEvent.Columns).ToDictionaryAsync(row => row.JobId, cancellationToken);
            foreach (var change in changes)
            {
                if (jobs.TryGetValue(change.JobId, out var job) && IsNews(job))
                {
                    // Only the last one's client has seen the whole page.
                    yield return Item(job, JobType, change == page.Changes[^1] ? page.Position : from, change.Sequence);
                }
            }
        }
    }

    private bool IsNews(JobEvent job)
    {
        if (_running.GetValueOrDefault(job.JobId) == job)
        {
            return false;
        }

        if (job.Status == Core.Jobs.JobState.Running)
        {
            _running[job.JobId] = job;
        }
        else
        {
            _running.Remove(job.JobId);
        }

        return true;
    }

    private static SseItem<object> Item(object data, string type, string position, long sequence) => new(data, type) { EventId = $"{position}/{sequence}" };
}
