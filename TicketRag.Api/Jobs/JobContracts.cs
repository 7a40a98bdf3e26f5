using System.Text.Json;
using TicketRag.Core.Jobs;
using TicketRag.Core.Persistence;

namespace TicketRag.Api.Jobs;

/// <summary>A job as <c>/jobs</c> and the <c>/ingest</c> routes show it.</summary>
/// <param name="Progress">0 to 1.</param>
/// <param name="ParentId">The batch that it is part of.</param>
/// <param name="Children">Of a batch: how many jobs it has; listed with <c>parent_id</c>.</param>
public sealed record JobResponse(
    Guid JobId,
    string JobType,
    JobState Status,
    DateTimeOffset CreatedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? CompletedAt,
    double Progress,
    string Message,
    string ErrorMessage,
    int ChunksCreated,
    int TotalItems,
    int ProcessedItems,
    JsonElement? Metadata,
    JsonElement? Result,
    int Attempt,
    int MaxAttempts,
    DateTimeOffset? CancelRequestedAt,
    string? Stage,
    string? Source,
    string Priority,
    DateTimeOffset RunAt,
    Guid? ParentId,
    int Children,
    int ChildrenFailed)
{
    public static JobResponse From(Job job) => new(
        job.Id, job.Kind, job.State, job.CreatedAt, job.StartedAt, job.EndedAt, Math.Round(job.Progress, 4), job.Message ?? "", job.Error ?? "",
        job.ChunksCreated, job.TotalItems, job.ProcessedItems, JsonObjects.Parse(job.Metadata), JsonObjects.Parse(job.Result), job.Attempt,
        job.MaxAttempts, job.CancelRequestedAt, job.Stage, job.Source, SnakeCaseName.Of(job.Priority), job.RunAt, job.ParentId,
        job.Children, job.ChildrenFailed);
}

/// <param name="Next">Pass it as <c>after</c> to get the next page; null on the last.</param>
public sealed record JobListResponse(IReadOnlyList<JobResponse> Jobs, string? Next);

/// <param name="OldestPendingSeconds">How long the job that is due longest waits; null where none does.</param>
/// <param name="Throughput">Jobs that ended, by state, in a minute, over the last five.</param>
/// <param name="Workers">Of the whole installation.</param>
public sealed record JobStatsResponse(
    long TotalJobs, long Pending, long Running, long Completed, long Failed, long Cancelled, long TotalChunksCreated, double? OldestPendingSeconds,
    JobThroughput Throughput, WorkerFigures Workers);

public sealed record JobThroughput(double CompletedPerMinute, double FailedPerMinute, double CancelledPerMinute);

/// <param name="Alive">Workers that were heard of within the last 20 s.</param>
/// <param name="Slots">Jobs that they run at a time, together.</param>
/// <param name="Running">Jobs that they run.</param>
public sealed record WorkerFigures(int Alive, int Slots, int Running, DateTimeOffset? LastSeenAt);

/// <summary>One try at a job and how it ended.</summary>
/// <param name="Claim">Counts the job's starts.</param>
/// <param name="Outcome">completed, failed, retried, waited, interrupted, vanished, cancelled.</param>
/// <param name="TraceId">Finds it in the traces.</param>
public sealed record JobAttemptResponse(
    int Claim, string Outcome, string? WorkerId, DateTimeOffset? StartedAt, DateTimeOffset EndedAt, string ErrorMessage, string? TraceId)
{
    public static JobAttemptResponse From(JobAttempt attempt) => new(
        attempt.Fence, attempt.Outcome, attempt.WorkerId, attempt.StartedAt, attempt.EndedAt, attempt.Error ?? "", attempt.TraceId);
}

/// <param name="Attempts">Oldest first; one that still runs is not among them.</param>
public sealed record JobAttemptListResponse(IReadOnlyList<JobAttemptResponse> Attempts);
