using Microsoft.EntityFrameworkCore;
using TicketRag.Core.Persistence;

namespace TicketRag.Core.Jobs;

/// <summary>What became of a job's claims.</summary>
public static class JobHistory
{
    /// <summary>Oldest first; a claim that still runs is not among them, and a batch has none.</summary>
    public static async Task<IReadOnlyList<JobAttempt>> OfAsync(AppDb db, Job job, CancellationToken cancellationToken)
    {
        var attempts = await db.JobAttempts.AsNoTracking().Where(row => row.JobId == job.Id).OrderBy(row => row.Fence).ToListAsync(cancellationToken);

        // A worker of an older version, beside newer ones, keeps the completing claim as a row, too.
        var isKept = attempts.Count > 0 && attempts[^1].Fence == job.Fence;
        return job is { State: JobState.Completed, WorkerId: { } worker } && !isKept ? [.. attempts, Completing(job, worker)] : attempts;
    }

    private static JobAttempt Completing(Job job, string worker) => new()
    {
        JobId = job.Id,
        Fence = job.Fence,
        Outcome = SnakeCaseName.Of(JobState.Completed),
        WorkerId = worker,
        StartedAt = job.StartedAt!.Value,
        EndedAt = job.EndedAt!.Value,
        TraceId = job.TraceId,
    };
}
