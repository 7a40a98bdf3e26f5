using System.Text.Json;
using TicketRag.Core.Jobs;

namespace TicketRag.Api.Jobs;

/// <summary>A job as <c>/jobs</c> and the <c>/ingest</c> routes show it.</summary>
/// <param name="Progress">0 to 1.</param>
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
    DateTimeOffset? CancelRequestedAt)
{
    public static JobResponse From(Job job) => new(
        job.Id, job.Kind, job.State, job.CreatedAt, job.StartedAt, job.EndedAt, Math.Round(job.Progress, 4), job.Message ?? "", job.Error ?? "",
        job.ChunksCreated, job.TotalItems, job.ProcessedItems, JsonObjects.Parse(job.Metadata), JsonObjects.Parse(job.Result), job.Attempt,
        job.MaxAttempts, job.CancelRequestedAt);
}

/// <param name="Next">Pass it as <c>after</c> to get the next page; null on the last.</param>
public sealed record JobListResponse(IReadOnlyList<JobResponse> Jobs, string? Next);

public sealed record JobStatsResponse(
    long TotalJobs, long Pending, long Running, long Completed, long Failed, long Cancelled, long TotalChunksCreated);
