namespace TicketRag.Core.Persistence;

/// <summary>For the migration with which the claims that complete a job stopped having rows of their own (<see cref="Jobs.JobHistory"/>): the same on both databases.</summary>
internal static class CompletingClaims
{
    public const string MoveIntoJobs =
        """
        UPDATE jobs SET trace_id = (SELECT trace_id FROM job_attempts WHERE job_id = jobs.id AND fence = jobs.fence) WHERE state = 'completed';
        DELETE FROM job_attempts WHERE outcome = 'completed';
        """;

    public const string MoveBack =
        """
        INSERT INTO job_attempts (job_id, fence, outcome, worker_id, started_at, ended_at, trace_id)
        SELECT id, fence, 'completed', worker_id, started_at, ended_at, trace_id FROM jobs WHERE state = 'completed' AND children = 0;
        """;
}
