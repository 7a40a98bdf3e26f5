using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using TicketRag.Core.Organizations;
using TicketRag.Core.Persistence;

namespace TicketRag.Core.Jobs.Events;

/// <summary>
/// One look at the feed for all followers of a process: it wakes those whose organization has changes, and they read them on their own. While
/// nobody follows it rests.
/// </summary>
public sealed partial class JobFeedWatch(
    IServiceScopeFactory scopes, IJobFeed feed, IOptions<JobEventOptions> options, TimeProvider time, ILogger<JobFeedWatch> logger) : BackgroundService
{
    private readonly Lock _lock = new();
    private readonly Dictionary<OrganizationId, HashSet<Subscription>> _subscriptions = [];
    private readonly Channel<bool> _wanted = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Subscribe before you read: then no change falls between the two.</summary>
    /// <returns>Null where the organization follows too much already.</returns>
    public Subscription? TrySubscribe(OrganizationId organization)
    {
        var subscription = new Subscription(this, organization);
        lock (_lock)
        {
            if (!_subscriptions.TryGetValue(organization, out var those))
            {
                _subscriptions[organization] = those = [];
            }

            if (those.Count >= options.Value.MaxStreams)
            {
                return null;
            }

            those.Add(subscription);
        }

        _wanted.Writer.TryWrite(true);
        return subscription;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var _ in _wanted.Reader.ReadAllAsync(stoppingToken))
        {
            await WatchAsync(stoppingToken);
        }
    }

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        string? position = null;
        using var timer = new PeriodicTimer(options.Value.PollInterval, time);
        while (HasSubscriptions())
        {
            try
            {
                position = await LookAsync(position, cancellationToken);
            }
            catch (Exception exception) when (DatabaseOutage.Cause(exception) is not null)
            {
                LogDatabaseDown(logger, exception);
            }

            await timer.WaitForNextTickAsync(cancellationToken);
        }
    }

    private async Task<string> LookAsync(string? position, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        if (position is null)
        {
            // What changed before this first look, nobody would be woken for.
            var first = await feed.PositionAsync(db, cancellationToken);
            Wake(null);
            return first;
        }

        var changed = await feed.ReadOrganizationsAsync(db, position, cancellationToken);
        Wake(changed.Organizations);
        return changed.Position;
    }

    private void Wake(IReadOnlyList<OrganizationId>? organizations)
    {
        lock (_lock)
        {
            foreach (var organization in organizations ?? [.. _subscriptions.Keys])
            {
                foreach (var subscription in _subscriptions.GetValueOrDefault(organization, []))
                {
                    subscription.Wake();
                }
            }
        }
    }

    private bool HasSubscriptions()
    {
        lock (_lock)
        {
            return _subscriptions.Count > 0;
        }
    }

    private void Remove(Subscription subscription)
    {
        lock (_lock)
        {
            if (_subscriptions.TryGetValue(subscription.Organization, out var those) && those.Remove(subscription) && those.Count == 0)
            {
                _subscriptions.Remove(subscription.Organization);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The database does not answer; job events come when it does")]
    private static partial void LogDatabaseDown(ILogger logger, Exception exception);

    /// <summary>One follower. Wake-ups that come while it is busy are one.</summary>
    public sealed class Subscription(JobFeedWatch watch, OrganizationId organization) : IDisposable
    {
        private readonly SemaphoreSlim _changed = new(0, 1);

        internal OrganizationId Organization { get; } = organization;

        /// <returns>False when nothing changed within <paramref name="limit"/>.</returns>
        public Task<bool> WaitAsync(TimeSpan limit, CancellationToken cancellationToken) => _changed.WaitAsync(limit, cancellationToken);

        public void Dispose() => watch.Remove(this);

        // Under the watch's lock, so that nobody else releases between the look and the release.
        internal void Wake()
        {
            if (_changed.CurrentCount == 0)
            {
                _changed.Release();
            }
        }
    }
}
