using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TicketRag.Core.Jobs;
using TicketRag.Core.Organizations;
using TicketRag.Core.Persistence;

namespace TicketRag.Tests.Jobs;

/// <summary>The job path's statements on a database of its own, each call in a scope and transaction of its own.</summary>
/// <param name="pass">Lets so much of the database's time go by.</param>
public sealed class JobTable(ServiceProvider services, Func<TimeSpan, Task> pass) : IAsyncDisposable
{
    public const string Kind = "test_job";

    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public ServiceProvider Services { get; } = services;

    public JobLeases Leases => Services.GetRequiredService<JobLeases>();

    public IJobStatements Statements => Services.GetRequiredService<IJobStatements>();

    public JobQueue Queue => Services.GetRequiredService<JobQueue>();

    public static NewJob New(string? key = null) => new(Kind, "{}") { UniqueKey = key };

    public Task PassAsync(TimeSpan span) => pass(span);

    public AsyncServiceScope Scope(OrganizationId? organization = null)
    {
        var scope = Services.CreateAsyncScope();
        if (organization is { } id)
        {
            scope.ServiceProvider.GetRequiredService<CurrentOrganization>().Set(id);
        }

        return scope;
    }

    public async Task<T> WithDbAsync<T>(Func<AppDb, Task<T>> use, OrganizationId? organization = null)
    {
        await using var scope = Scope(organization);
        return await use(scope.ServiceProvider.GetRequiredService<AppDb>());
    }

    /// <summary>Commits only where <paramref name="change"/> says true, as the product's callers do.</summary>
    public Task<bool> WriteAsync(Func<WriteScope, Task<bool>> change) => WithDbAsync(async db =>
    {
        await using var write = await db.BeginWriteAsync(Cancelled);
        if (!await change(write))
        {
            return false;
        }

        await write.CommitAsync(Cancelled);
        return true;
    });

    public async Task<Guid> EnqueueAsync(OrganizationId organization, NewJob? job = null)
    {
        var id = Guid.Empty;
        await WriteAsync(async write =>
        {
            id = await Queue.EnqueueAsync(write, organization, job ?? New(), Cancelled);
            return true;
        });
        return id;
    }

    public Task<IReadOnlyList<Job>> ClaimAsync(int count = 1, string worker = "worker", JobPriority lowest = JobPriority.Low, TimeSpan? lease = null) =>
        ClaimAsync(new(worker, count, lease ?? Lease) { Lowest = lowest });

    public async Task<IReadOnlyList<Job>> ClaimAsync(JobClaim claim) => (await ClaimWholeAsync(claim)).Jobs;

    public Task<ClaimedJobs> ClaimWholeAsync(JobClaim claim) => WithDbAsync(db => Leases.ClaimAsync(db, claim, Cancelled));

    public async Task<Job> ClaimOneAsync(string worker = "worker") => Assert.Single(await ClaimAsync(1, worker));

    public Task<bool> EndAsync(Job job, JobEnding ending) => WriteAsync(write => Leases.EndAsync(write, job, ending, Cancelled));

    public Task<bool> CompleteAsync(Job job) => EndAsync(job, new(JobState.Completed) { Result = "{}" });

    public Task<bool> FailAsync(Job job, string error = "it broke") => EndAsync(job, new(JobState.Failed) { Error = error });

    public Task<bool> PutBackAsync(Job job, JobReturnReason reason, TimeSpan delay = default, string? error = null) =>
        WriteAsync(write => Leases.PutBackAsync(write, job, new(reason, delay, error, null), Cancelled));

    public JobLimits Limits => (JobLimits)Services.GetService(typeof(JobLimits))!;

    public Task<bool> ProgressAsync(Job job, JobProgress progress) => WriteAsync(write => Leases.ProgressAsync(write, job, progress, Cancelled));

    public Task<IReadOnlyList<HeldLease>> RenewAsync(string worker, params Guid[] jobs) =>
        WithDbAsync(async db => await Leases.RenewAsync(
            db, worker, await db.Jobs.IgnoreQueryFilters().AsNoTracking().Where(job => jobs.Contains(job.Id)).ToListAsync(Cancelled), Lease, Cancelled));

    public Task<IReadOnlyList<Job>> ExpiredAsync(int limit = 100) => WithDbAsync(db => Leases.ExpiredAsync(db, limit, Cancelled));

    public Task<IReadOnlyList<RescuedJob>> RescueAsync(int limit = 100, int maxInterruptions = 5) =>
        WithDbAsync(db => Leases.RescueAsync(db, limit, maxInterruptions, Cancelled));

    public Task<bool> AnyOverdueAsync(TimeSpan age) => WithDbAsync(db => Leases.AnyOverdueAsync(db, age, Cancelled));

    public Task<Cancellation> CancelAsync(OrganizationId organization, Guid job) => WithDbAsync(db => Queue.CancelAsync(db, job, Cancelled), organization);

    public Task<Job> ReadAsync(Guid id) => WithDbAsync(db => db.Jobs.IgnoreQueryFilters().AsNoTracking().SingleAsync(job => job.Id == id, Cancelled));

    public Task<List<Job>> AllAsync() => WithDbAsync(db => db.Jobs.IgnoreQueryFilters().AsNoTracking().OrderBy(job => job.Id).ToListAsync(Cancelled));

    public Task<IReadOnlyList<JobAttempt>> AttemptsAsync(Guid job) => WithDbAsync(
        async db => await JobHistory.OfAsync(db, await db.Jobs.IgnoreQueryFilters().AsNoTracking().SingleAsync(row => row.Id == job, Cancelled), Cancelled));

    public ValueTask DisposeAsync() => Services.DisposeAsync();
}
