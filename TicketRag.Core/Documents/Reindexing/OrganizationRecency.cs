using Microsoft.Extensions.Options;
using TicketRag.Core.Retrieval;

namespace TicketRag.Core.Documents.Reindexing;

/// <summary>How much age counts in what the scope's organization finds: its own setting, or the installation's.</summary>
public sealed class OrganizationRecency(OrganizationIndexSettings settings, IOptions<RetrievalOptions> options)
{
    /// <returns>As <see cref="RetrievalOptions.RecencyHalfLife"/>.</returns>
    public async ValueTask<TimeSpan> HalfLifeAsync(CancellationToken cancellationToken) =>
        (await settings.GetAsync(cancellationToken))?.RecencyHalfLife ?? options.Value.RecencyHalfLife;
}
