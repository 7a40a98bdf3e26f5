using TicketRag.Core.Persistence;

namespace TicketRag.Core.Jobs;

/// <summary>The one statement of the job path that the two databases want written differently.</summary>
public interface IJobClaims
{
    /// <summary>Within a transaction of <paramref name="db"/>; see <see cref="JobLeases.ClaimAsync"/>.</summary>
    Task<IReadOnlyList<Job>> ClaimAsync(
        AppDb db, string workerId, int count, JobPriority lowest, TimeSpan lease, CancellationToken cancellationToken);
}

internal static class ClaimSql
{
    /// <summary>What becomes of a claimed row. Placeholders: {0} worker, {1} lease in microseconds.</summary>
    public static string Assignments(SqlDialect dialect) =>
        $$"""
        state = 'running', attempt = attempt + 1, fence = fence + 1, worker_id = {0}, started_at = {{dialect.Now}},
        lease_until = {{dialect.NowPlus("{1}")}}, error = NULL
        """;
}
