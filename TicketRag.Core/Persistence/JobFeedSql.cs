using Microsoft.EntityFrameworkCore;
using TicketRag.Core.Jobs.Events;
using TicketRag.Core.Organizations;

namespace TicketRag.Core.Persistence;

/// <summary>What the two feeds share: one statement, and so one snapshot, for the changes and for the position after them.</summary>
internal static class JobFeedSql
{
    /// <param name="sql">Yields <see cref="Row"/>s, at least one for the position.</param>
    public static async Task<JobFeedPage> PageAsync(AppDb db, string sql, object[] parameters, int maxChanges, CancellationToken cancellationToken)
    {
        var rows = await db.Database.SqlQueryRaw<Row>(sql, parameters).ToListAsync(cancellationToken);
        var isGap = rows[0].IsGap || rows.Count > maxChanges;
        return new(rows[0].Position, isGap, isGap
            ? []
            : [.. rows.Where(row => row.JobId is not null).Select(row => new JobChange(new(row.OrganizationId!.Value), row.JobId!.Value, row.Sequence!.Value))]);
    }

    public static async Task<ChangedOrganizations> OrganizationsAsync(AppDb db, string sql, string position, CancellationToken cancellationToken)
    {
        var rows = await db.Database.SqlQueryRaw<Row>(sql, position).ToListAsync(cancellationToken);
        return new(rows[0].Position, [.. rows.Where(row => row.OrganizationId is not null).Select(row => new OrganizationId(row.OrganizationId!.Value))]);
    }

    public sealed record Row(string Position, bool IsGap, Guid? OrganizationId, Guid? JobId, long? Sequence);
}
