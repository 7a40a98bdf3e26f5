namespace TicketRag.Core.Jobs;

/// <summary>Where a job stands; the same words in the database, logs, metrics and docs/job-states.md.</summary>
public enum JobState
{
    /// <summary>Waits for a worker, or, with a later <c>run_at</c>, for its time (scheduled, retrying, waiting for a dependency).</summary>
    Pending,

    /// <summary>A worker holds its lease.</summary>
    Running,

    Completed,

    /// <summary>Ended without success: the dead letter, with its error and attempts.</summary>
    Failed,

    Cancelled,
}
