using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using TicketRag.Core.Jobs;

namespace TicketRag.IngestWorker.Jobs;

/// <summary>How a worker runs jobs (section <c>Jobs</c>).</summary>
public sealed class JobOptions
{
    public const string Section = "Jobs";

    /// <summary>Jobs that a worker runs at a time, besides the one slot that is kept for high priority.</summary>
    [Range(1, 100)]
    public int MaxConcurrentJobs { get; init; } = 3;

    /// <summary>A job whose worker was not heard of for so long is given to another.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>How often a worker says that it is there, and hears of cancellations.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:10:00")]
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How often a worker looks for due jobs without having been woken, and the dispatcher for overdue and lost ones.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:10:00")]
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>An attempt that runs longer is stopped and counts as failed.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "24:00:00")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>For kinds that take longer: work through everything there is, or wait for a download.</summary>
    public Dictionary<string, TimeSpan> Timeouts { get; init; } = new()
    {
        [JobKind.ModelPull] = TimeSpan.FromHours(6),
        [JobKind.Projection] = TimeSpan.FromHours(6),
        [JobKind.Reembedding] = TimeSpan.FromHours(24),
        [JobKind.BatchIngestion] = TimeSpan.FromHours(1),
    };

    /// <summary>Before the first retry; doubles with each, with full jitter.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "01:00:00")]
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(2);

    [Range(typeof(TimeSpan), "00:00:00.001", "24:00:00")]
    public TimeSpan MaxRetryDelay { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The job is failed when its worker has vanished so often in the middle of it. Workers that stop as they should don't count.</summary>
    [Range(1, 100)]
    public int MaxInterruptions { get; init; } = 5;

    /// <summary>How long a stopping worker lets its jobs finish before it hands them back.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan StopGrace { get; init; } = TimeSpan.FromSeconds(10);

    public TimeSpan TimeoutOf(string kind) => Timeouts.GetValueOrDefault(kind, Timeout);
}

[OptionsValidator]
internal sealed partial class JobOptionsValidator : IValidateOptions<JobOptions>;
