using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using TicketRag.Api.Jobs;
using TicketRag.Core.Jobs;
using TicketRag.Core.Persistence;

namespace TicketRag.Api.Ingestion;

/// <summary>The two answers to an ingestion: the job at once (202), or what came of it (200, 422 when it failed, 504 when it takes too long).</summary>
internal sealed class IngestionAnswer(AppDb db, JobWaiter waiter, NudgesOnceAnswered nudges, IOptions<TextLimits> limits)
{
    public async Task<Accepted<JobResponse>> AcceptedAsync(Guid jobId, CancellationToken cancellationToken)
    {
        var job = await db.Jobs.AsNoTracking().SingleAsync(row => row.Id == jobId, cancellationToken);
        var answer = JobResponse.From(job);

        // A batch runs from the start, as the jobs that it is made of do in a moment; whoever put it in has one that waits.
        return TypedResults.Accepted(
            $"/jobs/{jobId}", job is { Children: > 0, State: JobState.Running, ProcessedItems: 0 } ? answer with { Status = JobState.Pending, StartedAt = null } : answer);
    }

    public async Task<Results<Ok<IngestedResponse>, ProblemHttpResult>> WaitedAsync(Guid jobId, CancellationToken cancellationToken)
    {
        nudges.LetGo();
        var job = await waiter.WaitAsync(jobId, limits.Value.WaitLimit, cancellationToken);
        return job switch
        {
            { State: JobState.Completed } => TypedResults.Ok(new IngestedResponse(
                Success: true, job.Id, job.Kind, SnakeCaseName.Of(job.State), job.Message ?? "", job.ChunksCreated, JobArgs.Read<IngestionResult>(job.Result!).Documents)),
            null => Problem(
                StatusCodes.Status504GatewayTimeout, $"The job goes on, but takes longer than {limits.Value.WaitLimit.TotalSeconds:0} s. Ask for it at /jobs/{jobId}.", jobId),
            _ => Problem(StatusCodes.Status422UnprocessableEntity, job.Error ?? SnakeCaseName.Of(job.State), jobId),
        };
    }

    private static ProblemHttpResult Problem(int status, string detail, Guid jobId) =>
        TypedResults.Problem(detail, statusCode: status, extensions: new Dictionary<string, object?> { ["job_id"] = jobId });
}
