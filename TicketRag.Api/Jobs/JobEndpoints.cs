using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using TicketRag.Api.Access;
using TicketRag.Api.Errors;
using TicketRag.Core.Jobs;
using TicketRag.Core.Persistence;

namespace TicketRag.Api.Jobs;

/// <summary>Jobs, under the older <c>/jobs</c> and the product's own <c>/api/v1/jobs</c>.</summary>
internal static class JobEndpoints
{
    public static void MapJobs(this IEndpointRouteBuilder routes)
    {
        foreach (var prefix in new[] { "/jobs", "/api/v1/jobs" })
        {
            var group = routes.MapGroup(prefix).WithTags("Jobs").RequireAuthorization(Policies.AgentViewer);
            group.MapGet("/", ListJobs).WithSummary("List jobs, newest first");
            group.MapGet("/stats", GetStats).WithSummary("How many jobs there are in each state");
            group.MapGet("/{id}", GetJob).WithSummary("A job");
            group.MapDelete("/{id}", CancelJob).RequireAuthorization(Policies.Editor).WithSummary("Cancel a job; a running one is asked to stop");
        }
    }

    private static async Task<Results<Ok<JobListResponse>, ValidationProblem>> ListJobs(
        AppDb db, string? status, [FromQuery(Name = "job_type")] string? jobType, Guid? after, CancellationToken cancellationToken, int limit = 50)
    {
        var jobs = db.Jobs.AsNoTracking();
        if (status is not null)
        {
            if (!SnakeCaseName.TryParse<JobState>(status, out var state))
            {
                return Problems.Invalid("status", $"Is one of {string.Join(", ", SnakeCaseName.All<JobState>())}.");
            }

            jobs = jobs.Where(job => job.State == state);
        }

        if (jobType is not null)
        {
            jobs = jobs.Where(job => job.Kind == jobType);
        }

        if (after is { } last)
        {
            jobs = jobs.Where(job => job.Id < last);
        }

        if (limit < 1)
        {
            return Problems.Invalid("limit", "Is at least 1.");
        }

        var size = Math.Min(limit, 200);
        var page = await jobs.OrderByDescending(job => job.Id).Take(size + 1).ToListAsync(cancellationToken);
        return TypedResults.Ok(new JobListResponse(
            [.. page.Take(size).Select(JobResponse.From)], page.Count > size ? page[size - 1].Id.ToString() : null));
    }

    private static async Task<Results<Ok<JobResponse>, ProblemHttpResult>> GetJob(string id, AppDb db, CancellationToken cancellationToken) =>
        Guid.TryParse(id, out var jobId) && await db.Jobs.AsNoTracking().SingleOrDefaultAsync(row => row.Id == jobId, cancellationToken) is { } job
            ? TypedResults.Ok(JobResponse.From(job))
            : Problems.NotFound("job");

    private static async Task<Ok<JobStatsResponse>> GetStats(AppDb db, CancellationToken cancellationToken)
    {
        var states = await db.Jobs.AsNoTracking().GroupBy(job => job.State)
            .Select(group => new { State = group.Key, Count = group.LongCount(), Chunks = group.Sum(job => (long)job.ChunksCreated) })
            .ToListAsync(cancellationToken);
        return TypedResults.Ok(new JobStatsResponse(
            states.Sum(state => state.Count), Count(JobState.Pending), Count(JobState.Running), Count(JobState.Completed), Count(JobState.Failed),
            Count(JobState.Cancelled), states.Sum(state => state.Chunks)));

        long Count(JobState wanted) => states.SingleOrDefault(state => state.State == wanted)?.Count ?? 0;
    }

    private static async Task<Results<Ok<JobResponse>, ProblemHttpResult>> CancelJob(string id, AppDb db, JobQueue queue, CancellationToken cancellationToken)
    {
        if (!Guid.TryParse(id, out var jobId))
        {
            return Problems.NotFound("job");
        }

        var cancellation = await queue.CancelAsync(db, jobId, cancellationToken);
        if (cancellation == Cancellation.NotFound)
        {
            return Problems.NotFound("job");
        }

        var job = await db.Jobs.AsNoTracking().SingleAsync(row => row.Id == jobId, cancellationToken);
        return cancellation == Cancellation.TooLate
            ? TypedResults.Problem($"The job is {SnakeCaseName.Of(job.State)} already.", statusCode: StatusCodes.Status409Conflict)
            : TypedResults.Ok(JobResponse.From(job));
    }
}
