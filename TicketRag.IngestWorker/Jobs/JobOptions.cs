using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using TicketRag.Core.Jobs;

namespace TicketRag.IngestWorker.Jobs;

/// <summary>How a worker runs jobs (section <c>Jobs</c>).</summary>
public sealed class JobOptions
{
    public const string Section = "Jobs";

    /// <summary>Slots besides <see cref="MaxConcurrentJobs"/>, for high priority alone.</summary>
    internal const int HighPrioritySlots = 1;

    // A receiver that is down is down for hours rather than minutes: with full jitter, fifteen attempts take about four.
    private static readonly JobKindOptions Webhooks = new() { RetryDelay = TimeSpan.FromSeconds(10), MaxRetryDelay = TimeSpan.FromHours(1) };

    /// <summary>Jobs that a worker runs at a time, besides the one slot that is kept for high priority.</summary>
    [Range(1, 100)]
    public int MaxConcurrentJobs { get; init; } = 3;

    internal int AllSlots => MaxConcurrentJobs + HighPrioritySlots;

    /// <summary>A job whose worker was not heard of for so long is given to another.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>How often a worker says that it is there, and hears of cancellations.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:10:00")]
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromMilliseconds(500);

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

    /// <summary>
    /// A handler that still runs so long after it was asked to stop is given up: its lease is withdrawn, and a job that ran past its timeout
    /// has failed.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan AbandonAfter { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Now and then a worker takes what has been due for longer than this before what is more urgent.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "24:00:00")]
    public TimeSpan StarvesAfter { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>What is different for a kind (<c>Jobs:Kinds:url_ingestion:RetryDelay</c>).</summary>
    public Dictionary<string, JobKindOptions> Kinds { get; init; } = [];

    public TimeSpan TimeoutOf(string kind) => Kinds.GetValueOrDefault(kind)?.Timeout ?? Timeouts.GetValueOrDefault(kind, Timeout);

    public TimeSpan AbandonAfterOf(string kind) => Kinds.GetValueOrDefault(kind)?.AbandonAfter ?? AbandonAfter;

    public TimeSpan RetryDelayOf(string kind) => Kinds.GetValueOrDefault(kind)?.RetryDelay ?? OwnOf(kind)?.RetryDelay ?? RetryDelay;

    public TimeSpan MaxRetryDelayOf(string kind) => Kinds.GetValueOrDefault(kind)?.MaxRetryDelay ?? OwnOf(kind)?.MaxRetryDelay ?? MaxRetryDelay;

    private static JobKindOptions? OwnOf(string kind) => kind == JobKind.WebhookDelivery ? Webhooks : null;

    /// <summary>Of a job: as it was enqueued with, or fewer where its kind may have no more.</summary>
    public int MaxAttemptsOf(Job job) => Math.Min(job.MaxAttempts, Kinds.GetValueOrDefault(job.Kind)?.MaxAttempts ?? int.MaxValue);
}

/// <summary>A kind's own settings; what is not set is as for all kinds.</summary>
public sealed class JobKindOptions
{
    /// <summary>See <see cref="JobOptions.Timeout"/>.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "24:00:00")]
    public TimeSpan? Timeout { get; init; }

    /// <summary>See <see cref="JobOptions.AbandonAfter"/>.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan? AbandonAfter { get; init; }

    [Range(1, 1_000)]
    public int? MaxAttempts { get; init; }

    /// <summary>See <see cref="JobOptions.RetryDelay"/>.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "01:00:00")]
    public TimeSpan? RetryDelay { get; init; }

    /// <summary>See <see cref="JobOptions.MaxRetryDelay"/>.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "24:00:00")]
    public TimeSpan? MaxRetryDelay { get; init; }
}

[OptionsValidator]
internal sealed partial class JobOptionsValidator : IValidateOptions<JobOptions>;
