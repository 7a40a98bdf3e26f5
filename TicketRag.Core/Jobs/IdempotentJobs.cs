using TicketRag.Core.Idempotency;
using TicketRag.Core.Organizations;
using TicketRag.Core.Persistence;

namespace TicketRag.Core.Jobs;

/// <summary>Puts a job in once for a key of the client's.</summary>
public sealed class IdempotentJobs(JobQueue jobs, JobBatches batches, OncePerKey once)
{
    /// <param name="key">Null: a new job each time.</param>
    /// <param name="job">Its arguments must be the same for the same request: no ids or instants made for the occasion.</param>
    /// <returns>The job that the key made; of two that come at the same moment the second waits for the first's commit.</returns>
    /// <exception cref="IdempotencyKeyReusedException">The key was sent with something else.</exception>
    public Task<Guid> EnqueueAsync(WriteScope write, OrganizationId organization, NewJob job, string? key, CancellationToken cancellationToken) =>
        once.RunAsync(write, organization, key, RequestOf([job]), () => jobs.EnqueueAsync(write, organization, job, cancellationToken), cancellationToken);

    /// <summary>The same for a batch with its jobs.</summary>
    /// <returns>The batch, and its jobs in their order where this call has put them in.</returns>
    /// <exception cref="IdempotencyKeyReusedException">The key was sent with something else.</exception>
    public async Task<(Guid Id, IReadOnlyList<Guid>? New)> EnqueueBatchAsync(
        WriteScope write, OrganizationId organization, NewJob batch, IReadOnlyList<NewJob> children, string? key, CancellationToken cancellationToken)
    {
        IReadOnlyList<Guid>? added = null;
        var id = await once.RunAsync(write, organization, key, RequestOf([batch, .. children]), async () =>
        {
            (var made, added) = await batches.EnqueueAsync(write, organization, batch, children, cancellationToken);
            return made;
        }, cancellationToken);
        return (id, added);
    }

    private static IEnumerable<string?> RequestOf(IEnumerable<NewJob> jobs) => jobs.SelectMany(job => new[] { job.Kind, job.Args, job.Metadata, job.Source });
}
