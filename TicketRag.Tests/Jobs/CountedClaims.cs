using TicketRag.Core.Jobs;
using TicketRag.Core.Persistence;

namespace TicketRag.Tests.Jobs;

/// <summary>The product's statements, with a count of how often a worker has asked for jobs.</summary>
public sealed class CountedClaims(IJobStatements product) : IJobStatements
{
    private int _claims;

    public int Claims => Volatile.Read(ref _claims);

    public Task<ClaimedJobs> ClaimAsync(AppDb db, JobClaim claim, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _claims);
        return product.ClaimAsync(db, claim, cancellationToken);
    }

    public Task<IReadOnlyCollection<Guid>> CompleteAsync(AppDb db, IReadOnlyList<JobCompletion> completions, CancellationToken cancellationToken) =>
        product.CompleteAsync(db, completions, cancellationToken);

    public Task<IReadOnlyList<HeldLease>> RenewAsync(
        AppDb db, string workerId, IReadOnlyCollection<Job> jobs, TimeSpan lease, CancellationToken cancellationToken) =>
        product.RenewAsync(db, workerId, jobs, lease, cancellationToken);

    public Task<IReadOnlyList<RescuedJob>> RescueAsync(AppDb db, int limit, int maxInterruptions, CancellationToken cancellationToken) =>
        product.RescueAsync(db, limit, maxInterruptions, cancellationToken);

    public Task TidyAsync(AppDb db, CancellationToken cancellationToken) => product.TidyAsync(db, cancellationToken);

    public Task InsertAsync(AppDb db, IReadOnlyList<JobInsert> jobs, CancellationToken cancellationToken) => product.InsertAsync(db, jobs, cancellationToken);

    public Task InsertAloneAsync(AppDb db, IReadOnlyList<JobInsert> jobs, bool early, Action visible, CancellationToken cancellationToken) =>
        product.InsertAloneAsync(db, jobs, early, visible, cancellationToken);
}
