using Microsoft.EntityFrameworkCore;
using TicketRag.Core.Persistence;

namespace TicketRag.Core.Jobs;

/// <summary>Lets one process at a time do a recurring chore.</summary>
public sealed class MaintenanceLeases
{
    /// <summary>Takes or renews the chore for <paramref name="span"/>, by the database's clock.</summary>
    /// <returns>False while another owner's lease holds.</returns>
    public async Task<bool> TryHoldAsync(AppDb db, string chore, string owner, TimeSpan span, CancellationToken cancellationToken)
    {
        await using var write = await db.BeginBackgroundWriteAsync(cancellationToken);
        var held = await db.Database.ExecuteSqlRawAsync(
            $$"""
            INSERT INTO maintenance_leases (name, owner, until) VALUES ({0}, {1}, {{db.Dialect.NowPlus("{2}")}})
            ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, until = excluded.until
            WHERE maintenance_leases.owner = excluded.owner OR maintenance_leases.until < {{db.Dialect.Now}}
            """,
            [chore, owner, span.ToMicroseconds()], cancellationToken) == 1;
        await write.CommitAsync(cancellationToken);
        return held;
    }

    /// <summary>Leaves all chores of an owner that stops to the next who asks.</summary>
    public async Task ReleaseAsync(AppDb db, string owner, CancellationToken cancellationToken)
    {
        await using var write = await db.BeginBackgroundWriteAsync(cancellationToken);
        await db.Database.ExecuteSqlRawAsync("DELETE FROM maintenance_leases WHERE owner = {0}", [owner], cancellationToken);
        await write.CommitAsync(cancellationToken);
    }
}
