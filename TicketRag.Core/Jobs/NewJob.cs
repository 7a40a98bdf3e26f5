namespace TicketRag.Core.Jobs;

/// <summary>A job to be enqueued.</summary>
/// <param name="Kind">One of <see cref="JobKind"/>.</param>
/// <param name="Args">The handler's arguments as JSON.</param>
public sealed record NewJob(string Kind, string Args)
{
    public JobPriority Priority { get; init; } = JobPriority.Normal;

    /// <summary>See <see cref="Job.UniqueKey"/>.</summary>
    public string? UniqueKey { get; init; }

    /// <summary>See <see cref="Job.Metadata"/>.</summary>
    public string? Metadata { get; init; }

    /// <summary>See <see cref="Job.Source"/>.</summary>
    public string? Source { get; init; }

    /// <summary>The trace that it belongs to, where that is not the one that enqueues it.</summary>
    public string? Traceparent { get; init; }

    public TimeSpan Delay { get; init; } = TimeSpan.Zero;

    public int MaxAttempts { get; init; } = 5;

    public int TotalItems { get; init; } = 1;
}
