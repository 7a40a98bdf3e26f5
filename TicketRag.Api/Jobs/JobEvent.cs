using System.Linq.Expressions;
using TicketRag.Core.Jobs;

namespace TicketRag.Api.Jobs;

/// <summary>A job as its event shows it: how it is when the event is sent.</summary>
/// <param name="Stage">The step that it is at, a word of its kind's own.</param>
/// <param name="Message">What it is doing, for people.</param>
public sealed record JobEvent(
    Guid JobId,
    string JobType,
    JobState Status,
    string? Stage,
    int ProcessedItems,
    int TotalItems,
    int ChunksCreated,
    string Message,
    string ErrorMessage,
    int Attempt,
    int MaxAttempts,
    DateTimeOffset CreatedAt,
    DateTimeOffset RunAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? CompletedAt,
    DateTimeOffset? CancelRequestedAt)
{
    /// <summary>0 to 1.</summary>
    public double Progress => Status == JobState.Completed ? 1 : TotalItems == 0 ? 0 : Math.Round(Math.Min(1, (double)ProcessedItems / TotalItems), 4);

    internal bool HasEnded => Status is JobState.Completed or JobState.Failed or JobState.Cancelled;

    /// <summary>Without arguments and results, which may be large.</summary>
    internal static Expression<Func<Job, JobEvent>> Columns { get; } = job => new(
        job.Id, job.Kind, job.State, job.Stage, job.ProcessedItems, job.TotalItems, job.ChunksCreated, job.Message ?? "", job.Error ?? "", job.Attempt,
        job.MaxAttempts, job.CreatedAt, job.RunAt, job.StartedAt, job.EndedAt, job.CancelRequestedAt);
}

/// <summary>Where the events of a stream begin, or begin again.</summary>
/// <param name="Reason">For people.</param>
public sealed record JobStreamNotice(string Reason);
