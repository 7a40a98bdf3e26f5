using System.Text.Json;
using Microsoft.Extensions.Options;
using TicketRag.Core.Organizations;
using TicketRag.Core.Persistence;
using TicketRag.Core.Retrieval;

namespace TicketRag.Core.Documents.Reindexing;

/// <summary>How much age counts in what the scope's organization finds: its own setting, or the installation's.</summary>
public sealed class OrganizationRecency(AppDb db, OrganizationIndexSettings settings, IOptions<RetrievalOptions> options)
{
    /// <returns>As <see cref="RetrievalOptions.RecencyHalfLife"/>.</returns>
    public async ValueTask<TimeSpan> HalfLifeAsync(CancellationToken cancellationToken) =>
        (await settings.GetAsync(cancellationToken))?.RecencyHalfLife ?? options.Value.RecencyHalfLife;

    /// <summary>From now on, and audited in its transaction.</summary>
    /// <param name="halfLife">Null: as the installation says.</param>
    public async Task ChangeAsync(Caller caller, TimeSpan? halfLife, CancellationToken cancellationToken)
    {
        await using var write = await db.BeginWriteAsync(cancellationToken);
        var changed = await IndexSettings.ToChangeAsync(write, cancellationToken);
        if (changed.RecencyHalfLife != halfLife)
        {
            Audit(caller, changed.RecencyHalfLife, halfLife);
            changed.RecencyHalfLife = halfLife;
        }

        await write.CommitAsync(cancellationToken);
    }

    private void Audit(Caller caller, TimeSpan? from, TimeSpan? to) => db.AuditEntries.Add(new()
    {
        Id = Guid.CreateVersion7(),
        OrganizationId = caller.Organization,
        SubjectType = "index",
        SubjectId = caller.Organization.Value,
        Action = "index.recency_changed",
        Actor = caller.Name,
        Details = JsonSerializer.Serialize(new Dictionary<string, double?> { ["from_days"] = from?.TotalDays, ["to_days"] = to?.TotalDays }),
        At = db.Now,
    });
}
