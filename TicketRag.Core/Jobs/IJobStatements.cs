using TicketRag.Core.Persistence;

namespace TicketRag.Core.Jobs;

/// <summary>
/// The hot statements of the job path, each a set at a time and written for its database. They run in the transaction that
/// <paramref name="db"/> has open, or in one of their own.
/// </summary>
public interface IJobStatements
{
    /// <summary>
    /// Takes due jobs: the most urgent first, in turns between the organizations (whoever has the least running), then by age, within the
    /// limits of <see cref="JobLimit"/>. Costs the same however many wait.
    /// </summary>
    Task<ClaimedJobs> ClaimAsync(AppDb db, JobClaim claim, CancellationToken cancellationToken);

    /// <summary>Completes running jobs that have no effects of their own to store.</summary>
    /// <returns>The ids of those whose claim still held; the others lost their lease and nothing of them was changed.</returns>
    Task<IReadOnlyCollection<Guid>> CompleteAsync(
        AppDb db, IReadOnlyList<JobCompletion> completions, CancellationToken cancellationToken);

    /// <summary>Extends the leases of what a worker runs.</summary>
    /// <returns>What it still holds; a job that is missing here was lost.</returns>
    Task<IReadOnlyList<HeldLease>> RenewAsync(
        AppDb db, string workerId, IReadOnlyCollection<Job> jobs, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>
    /// Puts back jobs whose lease ran out, the longest ago first. Not those that need a look of their own: with a unique key, asked to stop, or
    /// with their last worker gone (<see cref="JobLeases.ExpiredAsync"/> has them). Rows that somebody holds locked are passed over.
    /// </summary>
    /// <param name="limit">At most so many.</param>
    /// <param name="maxInterruptions">With how many vanished workers a job is failed.</param>
    Task<IReadOnlyList<RescuedJob>> RescueAsync(AppDb db, int limit, int maxInterruptions, CancellationToken cancellationToken);

    /// <summary>
    /// Clears away what jobs that were claimed have left behind in the indexes, where the database itself takes its time: every claim has to step over it. For a moment in which
    /// little is to be done; in no transaction.
    /// </summary>
    Task TidyAsync(AppDb db, CancellationToken cancellationToken);

    /// <summary>Puts in jobs that have no unique key, thousands at once, in the transaction that <paramref name="db"/> has open.</summary>
    Task InsertAsync(AppDb db, IReadOnlyList<JobInsert> jobs, CancellationToken cancellationToken);

    /// <summary>Puts in jobs that have no unique key, in a transaction of their own. Returns when they are on the disk.</summary>
    /// <param name="early">
    /// Rather let workers see them early than write as little as possible: where the database allows it before they are on the disk. A crash of the server then takes back
    /// jobs that may have started, and all that they wrote to it, but none that anybody was told of.
    /// </param>
    /// <param name="visible">Called once, as soon as workers can see them.</param>
    Task InsertAloneAsync(AppDb db, IReadOnlyList<JobInsert> jobs, bool early, Action visible, CancellationToken cancellationToken);
}

/// <summary>What a claim took.</summary>
/// <param name="Jobs">In the order in which they should start.</param>
/// <param name="AreAll">
/// Whether that is known to be all that was due: then there is nothing to look for until a nudge comes. Those whose rows another had locked don't count: whoever that was sends
/// a nudge or has taken them.
/// </param>
public sealed record ClaimedJobs(IReadOnlyList<Job> Jobs, bool AreAll);

/// <summary>A job that is complete.</summary>
/// <param name="Job">As it was claimed.</param>
/// <param name="Result">As JSON.</param>
/// <param name="TraceId">Of the attempt, as hexadecimal digits.</param>
public sealed record JobCompletion(Job Job, string Result, string? Message, int? ChunksCreated, string? TraceId);

/// <summary>A job that waits again because its worker vanished.</summary>
/// <param name="Interruptions">How often one has by now.</param>
public sealed record RescuedJob(Guid Id, string Kind, JobPriority Priority, string WorkerId, int Interruptions);

/// <summary>A row to be.</summary>
public sealed record JobInsert(Guid Id, Organizations.OrganizationId Organization, NewJob Job, string? Traceparent)
{
    /// <summary>The batch that it is part of.</summary>
    public Guid? ParentId { get; init; }
}
