using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using TicketRag.Api.Access;
using TicketRag.Api.Errors;
using TicketRag.Core.Jobs.Events;
using TicketRag.Core.Organizations;
using TicketRag.Core.Persistence;

namespace TicketRag.Api.Jobs;

/// <summary>Changes of jobs as server-sent events.</summary>
internal static class JobEventEndpoints
{
    private const string LastEventId = "Last-Event-ID";

    public static void MapJobEvents(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/jobs").WithTags("Jobs").RequireAuthorization(Policies.AgentViewer);
        group.MapGet("/events", FollowJobs).WithName("FollowJobs").Describe(
            "Changes of all jobs as server-sent events", "Begins with an event 'ready', then an event 'job' for each change; 'reset' says that some were missed. Resumes from Last-Event-ID.");
        group.MapGet("/{id}/events", FollowJob).WithName("FollowJob").Describe(
            "Changes of a job as server-sent events, until it has ended", "Begins with the job as it is. Resumes from Last-Event-ID; 204 when it ended and the client knows.");
    }

    private static Results<ServerSentEventsResult<object>, ValidationProblem, ProblemHttpResult> FollowJobs(
        HttpContext context, Caller caller, JobEventStream stream, JobFeedWatch watch, [FromHeader(Name = LastEventId)] string? lastEventId)
    {
        var position = lastEventId is null ? null : stream.PositionOf(lastEventId);
        if (lastEventId is not null && position is null)
        {
            return Unknown();
        }

        return watch.TrySubscribe(caller.Organization) is { } subscription
            ? TypedResults.ServerSentEvents(stream.FollowAsync(context, subscription, position, job: null, context.RequestAborted))
            : TooMany(context);
    }

    private static async Task<Results<ServerSentEventsResult<object>, NoContent, ValidationProblem, ProblemHttpResult>> FollowJob(
        string id, HttpContext context, Caller caller, AppDb db, JobEventStream stream, JobFeedWatch watch, [FromHeader(Name = LastEventId)] string? lastEventId,
        CancellationToken cancellationToken)
    {
        var job = Guid.TryParse(id, out var jobId) ? await db.Jobs.AsNoTracking().SingleOrDefaultAsync(row => row.Id == jobId, cancellationToken) : null;
        if (job is null)
        {
            return Problems.NotFound("job");
        }

        var position = lastEventId is null ? null : stream.PositionOf(lastEventId);
        if (lastEventId is not null && position is null)
        {
            return Unknown();
        }

        // What tells a browser not to come back.
        if (job.HasEnded && position is not null && !await stream.HasChangedAsync(position, jobId, cancellationToken))
        {
            return TypedResults.NoContent();
        }

        return watch.TrySubscribe(caller.Organization) is { } subscription
            ? TypedResults.ServerSentEvents(stream.FollowAsync(context, subscription, position, jobId, context.RequestAborted))
            : TooMany(context);
    }

    private static ValidationProblem Unknown() => Problems.Invalid(LastEventId, "Is no id of an event of these streams. Leave it out to begin with what is now.");

    private static ProblemHttpResult TooMany(HttpContext context)
    {
        context.Response.Headers.RetryAfter = "10";
        return TypedResults.Problem(
            "Your organization follows jobs on too many connections already. Close some, or follow /api/v1/jobs/events instead of each job.",
            statusCode: StatusCodes.Status429TooManyRequests);
    }

    private static void Describe(this RouteHandlerBuilder route, string summary, string description) => route
        .WithSummary(summary).WithDescription(description)
        .Produces<JobEvent>(StatusCodes.Status200OK, "text/event-stream")
        .ProducesValidationProblem()
        .ProducesProblem(StatusCodes.Status429TooManyRequests);
}
