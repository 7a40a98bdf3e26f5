using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using TicketRag.Api.Access;
using TicketRag.Api.Errors;
using TicketRag.Core.Jobs;
using TicketRag.Core.Organizations;
using TicketRag.Core.Persistence;

namespace TicketRag.Api.Jobs;

/// <summary>Which failed jobs are to run again; all of them where nothing is said.</summary>
public sealed record RedriveRequest
{
    [StringLength(60)]
    public string? JobType { get; init; }

    /// <summary>How the error begins.</summary>
    [StringLength(200)]
    public string? Reason { get; init; }

    public DateTimeOffset? EndedAfter { get; init; }

    public DateTimeOffset? EndedBefore { get; init; }

    [Range(1, 100_000)]
    public int? Limit { get; init; }
}

/// <param name="Redriven">Jobs that wait again.</param>
public sealed record RedriveResponse(int Redriven);

/// <param name="Reason">The first characters of the error.</param>
public sealed record DeadLetterReasonResponse(string JobType, string Reason, int Count, DateTimeOffset? OldestEndedAt, DateTimeOffset? NewestEndedAt);

public sealed record DeadLetterListResponse(IReadOnlyList<DeadLetterReasonResponse> Reasons);

/// <summary>Failed jobs by reason, their redrive, and pauses.</summary>
internal static class DeadLetterEndpoints
{
    public static void MapDeadLetters(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/jobs").WithTags("Jobs").RequireAuthorization(Policies.AgentViewer);
        group.MapGet("/dead-letters", ListReasons).WithName("ListDeadLetters").WithSummary("Failed jobs by kind and reason; the jobs themselves: status=failed");
        group.MapPost("/dead-letters/redrive", RedriveMany).RequireAuthorization(Policies.Admin).WithName("RedriveDeadLetters").WithSummary("Let failed jobs run again");
        group.MapPost("/{id}/redrive", RedriveOne).RequireAuthorization(Policies.Editor).WithName("RedriveJob").WithSummary("Let a failed job run again");
        group.MapPost("/pause", Pause).RequireAuthorization(Policies.Admin).WithName("PauseJobs").WithSummary("Start no more of your organization's jobs, or of one kind; what runs goes on");
        group.MapPost("/resume", Resume).RequireAuthorization(Policies.Admin).WithName("ResumeJobs").WithSummary("Start them again");
    }

    private static async Task<Ok<DeadLetterListResponse>> ListReasons(
        AppDb db, JobRedrive redrive, [FromQuery(Name = "job_type")] string? jobType, CancellationToken cancellationToken)
    {
        var reasons = await redrive.ReasonsAsync(db, new() { Kind = jobType }, 100, cancellationToken);
        return TypedResults.Ok(new DeadLetterListResponse(
            [.. reasons.Select(reason => new DeadLetterReasonResponse(reason.Kind, reason.Reason, reason.Count, reason.OldestEndedAt, reason.NewestEndedAt))]));
    }

    private static async Task<Ok<RedriveResponse>> RedriveMany(RedriveRequest request, AppDb db, JobRedrive redrive, CancellationToken cancellationToken) =>
        TypedResults.Ok(new RedriveResponse(await redrive.RedriveAsync(
            db,
            new DeadLetterFilter
            {
                Kind = request.JobType,
                Reason = request.Reason,
                EndedAfter = request.EndedAfter,
                EndedBefore = request.EndedBefore,
                Limit = request.Limit ?? 10_000,
            },
            cancellationToken)));

    private static async Task<Results<Ok<RedriveResponse>, ProblemHttpResult>> RedriveOne(
        string id, AppDb db, JobRedrive redrive, CancellationToken cancellationToken) =>
        (Guid.TryParse(id, out var jobId) ? await redrive.RedriveAsync(db, jobId, cancellationToken) : Redrive.NotFound) switch
        {
            Redrive.Done => TypedResults.Ok(new RedriveResponse(1)),
            Redrive.NotFailed => TypedResults.Problem("The job has not failed: only failed jobs run again.", statusCode: StatusCodes.Status409Conflict),
            _ => Problems.NotFound("job"),
        };

    private static async Task<NoContent> Pause(
        Caller caller, AppDb db, JobLimits limits, [FromQuery(Name = "job_type")] string? jobType, CancellationToken cancellationToken)
    {
        await limits.PauseAsync(db, caller.Organization, jobType, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> Resume(
        Caller caller, AppDb db, JobLimits limits, [FromQuery(Name = "job_type")] string? jobType, CancellationToken cancellationToken)
    {
        await limits.ResumeAsync(db, caller.Organization, jobType, cancellationToken);
        return TypedResults.NoContent();
    }
}
