using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using TicketRag.Core.Organizations;
using TicketRag.Core.Persistence;

namespace TicketRag.Core.Jobs;

/// <summary>Puts a job in once for a key of the client's, however often and from wherever it is sent.</summary>
public sealed class IdempotentJobs(JobQueue jobs, JobBatches batches)
{
    /// <summary>How long a key stands for its job.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    /// <param name="key">Null: a new job each time.</param>
    /// <param name="job">Its arguments must be the same for the same request: no ids or instants made for the occasion.</param>
    /// <returns>The job that the key made; of two that come at the same moment the second waits for the first's commit.</returns>
    /// <exception cref="IdempotencyKeyReusedException">The key was sent with something else.</exception>
    public Task<Guid> EnqueueAsync(WriteScope write, OrganizationId organization, NewJob job, string? key, CancellationToken cancellationToken) =>
        OnceAsync(write, organization, key, [job], () => jobs.EnqueueAsync(write, organization, job, cancellationToken), cancellationToken);

    /// <summary>The same for a batch with its jobs.</summary>
    /// <exception cref="IdempotencyKeyReusedException">The key was sent with something else.</exception>
    public Task<Guid> EnqueueBatchAsync(
        WriteScope write, OrganizationId organization, NewJob batch, IReadOnlyList<NewJob> children, string? key, CancellationToken cancellationToken) =>
        OnceAsync(
            write, organization, key, [batch, .. children],
            async () => (await batches.EnqueueAsync(write, organization, batch, children, cancellationToken)).Id, cancellationToken);

    private static async Task<Guid> OnceAsync(
        WriteScope write, OrganizationId organization, string? key, IReadOnlyList<NewJob> what, Func<Task<Guid>> enqueue, CancellationToken cancellationToken)
    {
        if (key is null)
        {
            return await enqueue();
        }

        var fingerprint = FingerprintOf(what);
        if (!await TakeAsync(write, organization, key, fingerprint, cancellationToken))
        {
            var made = await write.Db.IdempotencyKeys.IgnoreQueryFilters().AsNoTracking()
                .SingleAsync(row => row.OrganizationId == organization && row.Key == key, cancellationToken);
            return made.Fingerprint == fingerprint ? made.JobId : throw new IdempotencyKeyReusedException();
        }

        var id = await enqueue();
        await write.Db.IdempotencyKeys.IgnoreQueryFilters().Where(row => row.OrganizationId == organization && row.Key == key)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.JobId, id), cancellationToken);
        return id;
    }

    // A key that has run out is as good as new.
    private static async Task<bool> TakeAsync(
        WriteScope write, OrganizationId organization, string key, string fingerprint, CancellationToken cancellationToken)
    {
        var dialect = write.Db.Dialect;
        return await write.Db.Database.ExecuteSqlRawAsync(
            $$"""
            INSERT INTO idempotency_keys (organization_id, key, fingerprint, job_id, created_at) VALUES ({0}, {1}, {2}, {3}, {{dialect.Now}})
            ON CONFLICT (organization_id, key) DO UPDATE SET fingerprint = excluded.fingerprint, created_at = excluded.created_at
            WHERE idempotency_keys.created_at < {{dialect.NowPlus("{4}")}}
            """,
            [organization.Value, key, fingerprint, Guid.Empty, -Lifetime.ToMicroseconds()], cancellationToken) == 1;
    }

    private static string FingerprintOf(IReadOnlyList<NewJob> jobs)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var job in jobs)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{job.Kind}\n{job.Args}\n{job.Metadata}\n{job.Source}\n"));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}

/// <summary>An <c>Idempotency-Key</c> was sent before with another request.</summary>
public sealed class IdempotencyKeyReusedException() : Exception("The key was sent before with another request.");
