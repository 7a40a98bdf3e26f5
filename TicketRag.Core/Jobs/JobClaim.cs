namespace TicketRag.Core.Jobs;

/// <summary>What a worker asks for: see <see cref="IJobStatements.ClaimAsync"/>.</summary>
/// <param name="WorkerId">Who asks.</param>
/// <param name="Count">At most so many jobs.</param>
/// <param name="Lease">How long the worker may be silent.</param>
public sealed record JobClaim(string WorkerId, int Count, TimeSpan Lease)
{
    /// <summary>Nothing less urgent than this.</summary>
    public JobPriority Lowest { get; init; } = JobPriority.Low;

    /// <summary>Kinds of which the worker may take more than it has slots, because it is done with them in no time.</summary>
    public IReadOnlyCollection<string> QuickKinds { get; init; } = [];

    /// <summary>At most so many jobs of all other kinds; as many as <see cref="Count"/> where null.</summary>
    public int? Slots { get; init; }

    /// <summary>So many more of them that have high priority.</summary>
    public int HighSlots { get; init; }

    /// <summary>
    /// Whether little may be pending: then the database may look at that first, and where all of it can be taken, it need not decide what is next. What is claimed is the same;
    /// where many wait the look is for nothing.
    /// </summary>
    public bool ExpectsFew { get; init; } = true;

    /// <summary>Jobs that have been due for longer go first, whatever their priority: now and then, so that low ones don't starve.</summary>
    public TimeSpan? OldestFirstAfter { get; init; }
}
