using TicketRag.Core.Organizations;
using TicketRag.Core.Persistence;

namespace TicketRag.Core.Jobs.Events;

/// <summary>
/// Which jobs changed since a place in the feed, of whatever process changed them. A change is in the feed with the transaction that made it,
/// and no reader misses one that commits late. Several changes of a job between two readings are one.
/// </summary>
public interface IJobFeed
{
    /// <summary>Whether <paramref name="position"/> could be one of this feed's.</summary>
    bool IsPosition(string position);

    /// <summary>Where the feed is now.</summary>
    Task<string> PositionAsync(AppDb db, CancellationToken cancellationToken);

    /// <summary>The jobs that changed since <paramref name="position"/>, in the order of their last change.</summary>
    Task<JobFeedPage> ReadAsync(AppDb db, string position, JobFeedFilter filter, CancellationToken cancellationToken);

    /// <summary>The organizations whose jobs changed since then.</summary>
    Task<ChangedOrganizations> ReadOrganizationsAsync(AppDb db, string position, CancellationToken cancellationToken);

    /// <summary>
    /// Forgets changes that are older than <paramref name="age"/> and were announced to webhooks, and marks up to where.
    /// </summary>
    /// <returns>How many entries were deleted.</returns>
    Task<int> TrimAsync(WriteScope write, TimeSpan age, CancellationToken cancellationToken);
}

/// <summary>Whose changes are wanted; null: everybody's.</summary>
public sealed record JobFeedFilter(OrganizationId? Organization = null, Guid? Job = null)
{
    /// <summary>More changes than this are a gap: whoever wants to know looks at the jobs themselves.</summary>
    public int MaxChanges { get; init; } = 100_000;
}

/// <param name="Position">Where this page ends; the next begins there.</param>
/// <param name="IsGap">What lies between is not known any more, or is too much; there are no changes then.</param>
public sealed record JobFeedPage(string Position, bool IsGap, IReadOnlyList<JobChange> Changes);

/// <param name="Sequence">Tells changes of one page apart.</param>
public sealed record JobChange(OrganizationId Organization, Guid JobId, long Sequence);

public sealed record ChangedOrganizations(string Position, IReadOnlyList<OrganizationId> Organizations);
