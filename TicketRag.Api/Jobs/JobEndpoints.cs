using System.ComponentModel;
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
            group.MapGet("/{id}/attempts", ListAttempts).WithSummary("How each try at a job ended");
            group.MapGet("/{id}", GetJob).WithSummary("A job");
            group.MapDelete("/{id}", CancelJob).RequireAuthorization(Policies.Editor).WithSummary("Cancel a job; a running one is asked to stop");
        }
    }

    private static async Task<Results<Ok<JobListResponse>, ValidationProblem>> ListJobs(
        AppDb db,
        [Description("pending, running, completed, failed or cancelled; several with commas")] string? status,
        [FromQuery(Name = "job_type")] string? jobType,
        [Description("As the client named it when it put the job in")] string? source,
        [FromQuery(Name = "parent_id"), Description("The jobs of this batch; without it they are left out, unless failed ones are asked for")] Guid? parentId,
        [FromQuery(Name = "created_after"), Description("Jobs that are younger")] DateTimeOffset? createdAfter,
        [FromQuery(Name = "created_before"), Description("Jobs that are older")] DateTimeOffset? createdBefore,
        Guid? after,
        CancellationToken cancellationToken,
        int limit = 50)
    {
        var jobs = db.Jobs.AsNoTracking();
        var states = new List<JobState>();
        if (status is not null)
        {
            foreach (var name in status.Split(',', StringSplitOptions.TrimEntries))
            {
                if (!SnakeCaseName.TryParse<JobState>(name, out var state))
                {
                    return Problems.Invalid("status", $"Is one or more of {string.Join(", ", SnakeCaseName.All<JobState>())}, with commas between.");
                }

                states.Add(state);
            }

            jobs = jobs.Where(job => states.Contains(job.State));
        }

        jobs = parentId is { } batch ? jobs.Where(job => job.ParentId == batch)
            : states.Contains(JobState.Failed) ? jobs : jobs.Where(job => job.ParentId == null);
        jobs = jobType is null ? jobs : jobs.Where(job => job.Kind == jobType);
        jobs = source is null ? jobs : jobs.Where(job => job.Source == source);
        jobs = createdAfter is null ? jobs : jobs.Where(job => job.CreatedAt >= createdAfter);
        jobs = createdBefore is null ? jobs : jobs.Where(job => job.CreatedAt < createdBefore);
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

    private static async Task<Ok<JobStatsResponse>> GetStats(AppDb db, JobStatistics statistics, JobWorkers register, CancellationToken cancellationToken)
    {
        var figures = await statistics.ReadAsync(db, cancellationToken);
        var workers = await register.AliveAsync(db, cancellationToken);
        return TypedResults.Ok(new JobStatsResponse(
            figures.Counts.Values.Sum(), Count(JobState.Pending), Count(JobState.Running), Count(JobState.Completed), Count(JobState.Failed),
            Count(JobState.Cancelled), figures.ChunksCreated, figures.OldestDue is { } age ? Math.Round(age.TotalSeconds, 3) : null,
            new(Rate(JobState.Completed), Rate(JobState.Failed), Rate(JobState.Cancelled)),
            new(workers.Count, workers.Sum(worker => worker.Slots), workers.Sum(worker => worker.Running), workers.Max(worker => (DateTimeOffset?)worker.SeenAt))));

        long Count(JobState state) => figures.Counts.GetValueOrDefault(state);

        double Rate(JobState state) => Math.Round(figures.EndedPerMinute.GetValueOrDefault(state), 2);
    }

    private static async Task<Results<Ok<JobAttemptListResponse>, ProblemHttpResult>> ListAttempts(string id, AppDb db, CancellationToken cancellationToken)
    {
        if (!Guid.TryParse(id, out var jobId) || await db.Jobs.AsNoTracking().SingleOrDefaultAsync(row => row.Id == jobId, cancellationToken) is not { } job)
        {
            return Problems.NotFound("job");
        }

        var attempts = await JobHistory.OfAsync(db, job, cancellationToken);
        return TypedResults.Ok(new JobAttemptListResponse([.. attempts.Select(JobAttemptResponse.From)]));
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
