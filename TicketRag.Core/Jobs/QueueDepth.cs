using System.Collections.Concurrent;
using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using TicketRag.Core.Organizations;
using TicketRag.Core.Persistence;

namespace TicketRag.Core.Jobs;

/// <summary>How many jobs clients may put in (section <c>Jobs:Queue</c>).</summary>
public sealed class QueueDepthOptions
{
    public const string Section = "Jobs:Queue";

    /// <summary>Pending jobs of an organization; a request for more is answered 429.</summary>
    [Range(1, 100_000_000)]
    public int MaxPending { get; init; } = 100_000;

    /// <summary>What such an answer says in <c>Retry-After</c>.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(30);
}

[OptionsValidator]
internal sealed partial class QueueDepthOptionsValidator : IValidateOptions<QueueDepthOptions>;

/// <summary>
/// Says when an organization's queue is full. Counting costs more the more there is to count, so a count is good for a second, plus what this process let
/// in since; several processes may together let in a second's worth more.
/// </summary>
public sealed class QueueDepth(IOptions<QueueDepthOptions> options, TimeProvider time)
{
    private static readonly TimeSpan CountIsGoodFor = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<OrganizationId, Count> _counts = new();

    /// <summary>Lets one more job of the scope's organization in, unless the queue is full.</summary>
    public async Task<bool> TryAdmitAsync(AppDb db, CancellationToken cancellationToken)
    {
        var organization = db.RequiredOrganization;
        if (!_counts.TryGetValue(organization, out var count) || time.GetElapsedTime(count.At) > CountIsGoodFor)
        {
            _counts[organization] = count = new(await CountAsync(db, cancellationToken), time.GetTimestamp());
        }

        return count.TryAdd(options.Value.MaxPending);
    }

    // The priorities are named so that the index of what is due serves.
    private Task<int> CountAsync(AppDb db, CancellationToken cancellationToken) => db.Jobs
        .Where(job => job.State == JobState.Pending
            && (job.Priority == JobPriority.High || job.Priority == JobPriority.Normal || job.Priority == JobPriority.Low))
        .OrderBy(job => job.Priority).Take(options.Value.MaxPending).CountAsync(cancellationToken);

    private sealed class Count(int pending, long at)
    {
        private int _pending = pending;

        public long At { get; } = at;

        public bool TryAdd(int max) => Interlocked.Increment(ref _pending) <= max;
    }
}
