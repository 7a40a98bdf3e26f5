using System.Linq.Expressions;
using TicketRag.Core.Jobs;

namespace TicketRag.Core.Documents;

/// <summary>Where a document stands: it follows from its latest job. A version that there is answers in each of them.</summary>
public enum DocumentState
{
    /// <summary>Its job waits.</summary>
    Pending,

    /// <summary>Its job runs; the job's stage says what it does.</summary>
    Processing,

    /// <summary>Nothing is under way, and it has a version.</summary>
    Ready,

    /// <summary>Its latest job failed, or there is nothing to show for it.</summary>
    Failed,
}

/// <summary>A document with its latest job; null where that was deleted, or there was none.</summary>
public sealed record DocumentWork
{
    public required Document Document { get; init; }

    public Job? Job { get; init; }

    public DocumentState State => Job?.State switch
    {
        JobState.Pending => DocumentState.Pending,
        JobState.Running => DocumentState.Processing,
        JobState.Failed => DocumentState.Failed,
        _ => Document.Version > 0 ? DocumentState.Ready : DocumentState.Failed,
    };

    /// <summary>Why it has failed; null where it has not.</summary>
    public string? Error => State != DocumentState.Failed ? null : Job switch
    {
        { State: JobState.Failed } failed => failed.Error,
        { State: JobState.Cancelled } => JobQueue.CancelledReason,
        _ => "It was never taken in to its end, and its job is gone. Ingest it again.",
    };

    /// <summary>The same as <see cref="State"/>, for the database.</summary>
    public static Expression<Func<DocumentWork, bool>> Is(DocumentState state) => state switch
    {
        DocumentState.Pending => work => work.Job!.State == JobState.Pending,
        DocumentState.Processing => work => work.Job!.State == JobState.Running,
        DocumentState.Ready => work => work.Document.Version > 0 && (work.Job == null || work.Job.State == JobState.Completed || work.Job.State == JobState.Cancelled),
        DocumentState.Failed => work => (work.Job != null && work.Job.State == JobState.Failed)
            || (work.Document.Version == 0 && (work.Job == null || work.Job.State == JobState.Completed || work.Job.State == JobState.Cancelled)),
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, null),
    };
}
