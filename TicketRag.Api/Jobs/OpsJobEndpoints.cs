using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using TicketRag.Api.Access;
using TicketRag.Api.Errors;
using TicketRag.Core.Jobs;
using TicketRag.Core.Organizations;
using TicketRag.Core.Persistence;

namespace TicketRag.Api.Jobs;

/// <summary>A job in the older system's words: queued, started, finished, failed.</summary>
/// <param name="EnqueuedAt">yyyy-MM-dd HH:mm:ss in UTC, as the other two.</param>
/// <param name="Result">Only of a finished job.</param>
/// <param name="Error">Only of a failed or cancelled one.</param>
public sealed record OpsJobResponse(
    Guid Id,
    string Status,
    string EnqueuedAt,
    string? StartedAt,
    string? EndedAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] JsonElement? Result,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Error)
{
    public static OpsJobResponse From(Job job) => new(
        job.Id,
        StatusOf(job.State),
        Format(job.CreatedAt)!,
        job.State == JobState.Pending ? null : Format(job.StartedAt),
        Format(job.EndedAt),
        job.State == JobState.Completed ? JsonObjects.Parse(job.Result) : null,
        job.State switch
        {
            JobState.Failed => job.Error,
            JobState.Cancelled => "cancelled",
            _ => null,
        });

    private static string StatusOf(JobState state) => state switch
    {
        JobState.Pending => "queued",
        JobState.Running => "started",
        JobState.Completed => "finished",
        JobState.Failed or JobState.Cancelled => "failed",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, null),
    };

    private static string? Format(DateTimeOffset? instant) => instant?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}

public sealed record WorkerListResponse(IReadOnlyList<WorkerResponse> Workers);

/// <param name="Slots">Jobs at a time, without those kept for high priority.</param>
/// <param name="SeenAt">When it last reported itself: every five seconds.</param>
public sealed record WorkerResponse(string Id, string Host, int ProcessId, string Version, int Slots, int Running, DateTimeOffset StartedAt, DateTimeOffset SeenAt)
{
    public static WorkerResponse From(JobWorker worker) =>
        new(worker.Id, worker.Host, worker.ProcessId, worker.Version, worker.Slots, worker.Running, worker.StartedAt, worker.SeenAt);
}

internal static class OpsJobEndpoints
{
    public static void MapOpsJobs(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/ops").WithTags("Operations").RequireAuthorization(Policies.OperatorOrAdmin);
        group.MapGet("/jobs/{id}", GetJob).WithName("GetOpsJob").WithSummary("A job of any organization for the operator, of their own for its admins");
        group.MapPost("/jobs/pause", Pause).WithName("PauseKind").RequireAuthorization(Policies.Operator).WithSummary("Start no more jobs of a kind in any organization; what runs goes on");
        group.MapPost("/jobs/resume", Resume).WithName("ResumeKind").RequireAuthorization(Policies.Operator).WithSummary("Start them again");
        group.MapGet("/workers", ListWorkers).WithName("ListWorkers").RequireAuthorization(Policies.Operator).WithSummary("The workers that were heard of lately");
    }

    private static Task<Results<NoContent, ValidationProblem>> Pause(
        AppDb db, JobLimits limits, [FromQuery(Name = "job_type")] string? jobType, CancellationToken cancellationToken) =>
        OfKindAsync(jobType, kind => limits.PauseAsync(db, organization: null, kind, cancellationToken));

    private static Task<Results<NoContent, ValidationProblem>> Resume(
        AppDb db, JobLimits limits, [FromQuery(Name = "job_type")] string? jobType, CancellationToken cancellationToken) =>
        OfKindAsync(jobType, kind => limits.ResumeAsync(db, organization: null, kind, cancellationToken));

    // A pause for a kind that there is not would look as if it worked.
    private static async Task<Results<NoContent, ValidationProblem>> OfKindAsync(string? kind, Func<string, Task> change)
    {
        if (kind is null || !JobKind.All.Contains(kind))
        {
            return Problems.Invalid("job_type", $"Is one of {string.Join(", ", JobKind.All)}.");
        }

        await change(kind);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<WorkerListResponse>> ListWorkers(AppDb db, JobWorkers register, CancellationToken cancellationToken) =>
        TypedResults.Ok(new WorkerListResponse([.. (await register.AliveAsync(db, cancellationToken)).Select(WorkerResponse.From)]));

    private static async Task<Results<Ok<OpsJobResponse>, ProblemHttpResult>> GetJob(string id, HttpContext context, AppDb db, CancellationToken cancellationToken)
    {
        if (!Guid.TryParse(id, out var jobId))
        {
            return NotFound();
        }

        var isOperator = context.User.IsInRole(Policies.Operator);
        var jobs = isOperator ? await OfAnyoneAsync(db, cancellationToken) : db.Jobs;
        if (await jobs.AsNoTracking().SingleOrDefaultAsync(row => row.Id == jobId, cancellationToken) is not { } job)
        {
            return NotFound();
        }

        if (isOperator && context.Features.Get<Caller>()?.Organization != job.OrganizationId)
        {
            await AuditAsync(db, job, cancellationToken);
        }

        return TypedResults.Ok(OpsJobResponse.From(job));
    }

    // By their names: Postgres finds a job by its organization and id together (docs/decisions/0018).
    private static async Task<IQueryable<Job>> OfAnyoneAsync(AppDb db, CancellationToken cancellationToken)
    {
        List<OrganizationId> owners = [OrganizationId.System, .. await db.Organizations.Select(one => one.Id).ToListAsync(cancellationToken)];
        return db.Jobs.IgnoreQueryFilters().Where(row => owners.Contains(row.OrganizationId));
    }

    // What the operator looks at in an organization that is not its own, that organization can see.
    private static async Task AuditAsync(AppDb db, Job job, CancellationToken cancellationToken)
    {
        await using var write = await db.BeginWriteAsync(cancellationToken);
        db.AuditEntries.Add(new()
        {
            Id = Guid.CreateVersion7(),
            OrganizationId = job.OrganizationId,
            SubjectType = "job",
            SubjectId = job.Id,
            Action = "job.read_by_operator",
            Actor = Policies.Operator,
            At = db.Now,
        });
        await write.CommitAsync(cancellationToken);
    }

    private static ProblemHttpResult NotFound() => TypedResults.Problem("Job not found", statusCode: StatusCodes.Status404NotFound);
}
