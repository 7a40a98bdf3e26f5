using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using TicketRag.Core.Organizations;
using TicketRag.Core.Persistence;

namespace TicketRag.Core.Idempotency;

/// <summary>Does what a request asks for once for a key of the client's, however often and from wherever it is sent.</summary>
public sealed class OncePerKey
{
    /// <summary>How long a key stands for what it made.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    /// <param name="key">Null: <paramref name="make"/> runs each time.</param>
    /// <param name="request">What is asked for, the same for the same request: without ids or instants made for the occasion.</param>
    /// <param name="make">Makes it within <paramref name="write"/> and returns its id.</param>
    /// <returns>The id of what the key made; of two that come at the same moment the second waits for the first's commit.</returns>
    /// <exception cref="IdempotencyKeyReusedException">The key was sent with something else.</exception>
    public async Task<Guid> RunAsync(
        WriteScope write, OrganizationId organization, string? key, IEnumerable<string?> request, Func<Task<Guid>> make, CancellationToken cancellationToken)
    {
        if (key is null)
        {
            return await make();
        }

        var fingerprint = FingerprintOf(request);
        var rows = write.Db.IdempotencyKeys.IgnoreQueryFilters().Where(row => row.OrganizationId == organization && row.Key == key);
        if (!await TakeAsync(write, organization, key, fingerprint, cancellationToken))
        {
            var made = await rows.AsNoTracking().SingleAsync(cancellationToken);
            return made.Fingerprint == fingerprint ? made.SubjectId : throw new IdempotencyKeyReusedException();
        }

        var id = await make();
        await rows.ExecuteUpdateAsync(set => set.SetProperty(row => row.SubjectId, id), cancellationToken);
        return id;
    }

    /// <summary>A request as its kind and its body; what that is, is looked at only where there is a key.</summary>
    public static IEnumerable<string?> Request<T>(string kind, T body)
    {
        yield return kind;
        yield return JsonSerializer.Serialize(body);
    }

    // A key that has run out is as good as new.
    private static async Task<bool> TakeAsync(
        WriteScope write, OrganizationId organization, string key, string fingerprint, CancellationToken cancellationToken)
    {
        var dialect = write.Db.Dialect;
        return await write.Db.Database.ExecuteSqlRawAsync(
            $$"""
            INSERT INTO idempotency_keys (organization_id, key, fingerprint, subject_id, created_at) VALUES ({0}, {1}, {2}, {3}, {{dialect.Now}})
            ON CONFLICT (organization_id, key) DO UPDATE SET fingerprint = excluded.fingerprint, created_at = excluded.created_at
            WHERE idempotency_keys.created_at < {{dialect.NowPlus("{4}")}}
            """,
            [organization.Value, key, fingerprint, Guid.Empty, -Lifetime.ToMicroseconds()], cancellationToken) == 1;
    }

    private static string FingerprintOf(IEnumerable<string?> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in parts)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{part}\n"));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}

/// <summary>What an <c>Idempotency-Key</c> made has been deleted since.</summary>
public sealed class IdempotentResultGoneException() : Exception("What the key made has been deleted since.");

/// <summary>An <c>Idempotency-Key</c> was sent before with another request.</summary>
public sealed class IdempotencyKeyReusedException() : Exception("The key was sent before with another request.");
