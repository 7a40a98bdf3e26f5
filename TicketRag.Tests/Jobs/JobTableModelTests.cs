using FsCheck;
using FsCheck.Fluent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TicketRag.Core.Jobs;
using TicketRag.Core.Organizations;
using TicketRag.Tests.Infrastructure;

namespace TicketRag.Tests.Jobs;

/// <summary>Random life of a job table, held against the same life in plain memory: states, attempts, fences, the order of claims, nothing lost.</summary>
public sealed class JobTableModelTests
{
    private static readonly OrganizationId[] Organizations = [OrganizationId.New(), OrganizationId.New(), OrganizationId.New()];
    private const int MaxInterruptions = 3;

    private static readonly string[] Workers = ["worker-1", "worker-2"];

    private static readonly Gen<int> Any = Gen.Choose(0, 1_000);

    private static readonly Gen<Step> Steps = Gen.Frequency(
        (6, from organization in Gen.Elements(Organizations)
            from key in Gen.Elements<string?>(null, null, "a", "b")
            from priority in Gen.Elements(Enum.GetValues<JobPriority>())
            from delay in Gen.Elements(0, 0, 20)
            select (Step)new Enqueue(organization, key, priority, TimeSpan.FromSeconds(delay))),
        (6, from worker in Gen.Elements(Workers)
            from count in Gen.Choose(1, 4)
            from lowest in Gen.Elements(JobPriority.Low, JobPriority.Low, JobPriority.High)
            from expectsFew in Gen.Elements(true, false)
            select (Step)new Claim(worker, count, lowest, expectsFew)),
        (2, Gen.Elements(Workers).Select(worker => (Step)new Renew(worker))),
        (3, Gen.Choose(1, 20).Select(seconds => (Step)new Pass(TimeSpan.FromSeconds(seconds)))),
        (1, Gen.Choose(1, 100).Select(hours => (Step)new Pass(TimeSpan.FromHours(hours)))),
        (1, Gen.Elements(10, 600, 36_000).Select(seconds => (Step)new Pass(TimeSpan.FromSeconds(-seconds)))),
        (3, from organization in Gen.Elements(Organizations)
            from children in Gen.Choose(0, 4)
            select (Step)new EnqueueBatch(organization, children)),
        (2, from organization in Gen.Elements(Organizations)
            from isPaused in Gen.Elements(true, false, false)
            from max in Gen.Elements<int?>(null, 1, 2)
            from rate in Gen.Elements<double?>(null, 0.25, 0.5)
            from burst in Gen.Choose(1, 3)
            select (Step)new Limit(organization, isPaused, max, rate, burst)),
        (2, Any.Select(job => (Step)new RedriveJob(job))),
        (3, Gen.Choose(0, 5).Select(last => (Step)new CompleteLast(last))),
        (4, from claim in Any from state in Gen.Elements(JobState.Completed, JobState.Completed, JobState.Failed, JobState.Cancelled) select (Step)new End(claim, state)),
        (4, from claim in Any
            from reason in Gen.Elements(Enum.GetValues<JobReturnReason>())
            from delay in Gen.Elements(0, 5)
            select (Step)new PutBack(claim, reason, TimeSpan.FromSeconds(delay))),
        (2, from job in Any from organization in Gen.Choose(0, 6) select (Step)new Cancel(job, organization)),
        (2, Gen.Constant((Step)new Rescue())));

    private abstract record Step;

    private sealed record Enqueue(OrganizationId Organization, string? Key, JobPriority Priority, TimeSpan Delay) : Step;

    private sealed record Claim(string Worker, int Count, JobPriority Lowest, bool ExpectsFew) : Step;

    private sealed record Renew(string Worker) : Step;

    private sealed record Pass(TimeSpan Span) : Step;

    /// <param name="Claimed">Any claim that was ever made, lost ones included.</param>
    private sealed record End(int Claimed, JobState State) : Step;

    private sealed record PutBack(int Claimed, JobReturnReason Reason, TimeSpan Delay) : Step;

    /// <param name="Organization">The job's own, but for 0.</param>
    private sealed record Cancel(int Job, int Organization) : Step;

    private sealed record Rescue : Step;

    private sealed record EnqueueBatch(OrganizationId Organization, int Children) : Step;

    private sealed record Limit(OrganizationId Organization, bool IsPaused, int? MaxRunning, double? StartsPerSecond, int Burst) : Step;

    private sealed record RedriveJob(int Job) : Step;

    /// <param name="Last">So many of the last claims at once, lost ones included.</param>
    private sealed record CompleteLast(int Last) : Step;

    [Fact]
    public async Task Table_does_what_its_model_does()
    {
        using var folder = new TemporaryFolder();
        await using var table = await JobTables.OnSqliteAsync(folder, new ManualTimeProvider());
        var config = Exploration.Property(runs: 40).WithEndSize(70);
        Check.One(config, Prop.ForAll(Steps.ListOf().ToArbitrary(), steps => PlayAsync(table, steps).GetAwaiter().GetResult()));
    }

    private static async Task PlayAsync(JobTable table, IEnumerable<Step> steps)
    {
        await table.WithDbAsync(db => db.Jobs.IgnoreQueryFilters().ExecuteDeleteAsync(TestContext.Current.CancellationToken));
        await table.WithDbAsync(db => db.JobAttempts.ExecuteDeleteAsync(TestContext.Current.CancellationToken));
        await table.WithDbAsync(db => db.JobLimits.ExecuteDeleteAsync(TestContext.Current.CancellationToken));
        var model = new JobTableModel();
        var claims = new List<Job>();
        foreach (var step in steps)
        {
            switch (step)
            {
                case Enqueue enqueue:
                    var id = await table.EnqueueAsync(
                        enqueue.Organization, JobTable.New(enqueue.Key) with { Priority = enqueue.Priority, Delay = enqueue.Delay });
                    model.Enqueue(id, enqueue.Organization, enqueue.Key, enqueue.Priority, enqueue.Delay);
                    break;
                case Claim claim:
                    var claimed = await table.ClaimAsync(new(claim.Worker, claim.Count, JobTable.Lease) { Lowest = claim.Lowest, ExpectsFew = claim.ExpectsFew });
                    Assert.Equal(model.Claim(claim.Worker, claim.Count, claim.Lowest).Order(), claimed.Select(job => job.Id).Order());
                    claims.AddRange(claimed);
                    break;
                case Renew renew:
                    var mine = claims.Where(job => job.WorkerId == renew.Worker).Select(job => job.Id).Distinct().ToArray();
                    Assert.Equal(model.Renew(renew.Worker), (await table.RenewAsync(renew.Worker, mine)).OrderBy(lease => lease.JobId));
                    break;
                case Pass pass:
                    await table.PassAsync(pass.Span);
                    model.Now += pass.Span;
                    break;
                case End end when claims.Count > 0:
                    var ending = claims[end.Claimed % claims.Count];
                    Assert.Equal(model.End(ending, end.State), await table.EndAsync(ending, new(end.State)));
                    break;
                case PutBack back when claims.Count > 0:
                    var returning = claims[back.Claimed % claims.Count];
                    Assert.Equal(model.PutBack(returning, back.Reason, back.Delay), await table.PutBackAsync(returning, back.Reason, back.Delay));
                    break;
                case Cancel cancel when model.Jobs.Count > 0:
                    var job = model.Jobs.Values.ElementAt(cancel.Job % model.Jobs.Count);
                    var organization = cancel.Organization == 0 ? OrganizationId.System : job.Organization;
                    Assert.Equal(model.Cancel(job, organization), await table.CancelAsync(organization, job.Id));
                    break;
                case Limit limit:
                    await LimitAsync(table, limit);
                    model.Limits[limit.Organization] = new(limit.IsPaused, limit.MaxRunning, limit.StartsPerSecond, limit.Burst) { RefilledAt = model.Now };
                    break;
                case EnqueueBatch enqueue:
                    var (batch, children) = await EnqueueBatchAsync(table, enqueue);
                    model.EnqueueBatch(batch, enqueue.Organization, children.ToList());
                    break;
                case RedriveJob redrive when model.Jobs.Count > 0:
                    var failed = model.Jobs.Values.ElementAt(redrive.Job % model.Jobs.Count);
                    Assert.Equal(model.Redrive(failed), await table.WithDbAsync(
                        db => table.Services.GetRequiredService<JobRedrive>().RedriveAsync(db, failed.Id, TestContext.Current.CancellationToken), failed.Organization));
                    break;
                case CompleteLast complete:
                    var together = claims.TakeLast(complete.Last).GroupBy(job => job.Id).Select(jobs => jobs.Last()).ToList();
                    Assert.Equal(model.Complete(together).Order(), (await table.WithDbAsync(db => table.Leases.CompleteAsync(
                        db, [.. together.Select(job => new JobCompletion(job, "{}", null, null, null))], TestContext.Current.CancellationToken))).Order());
                    break;
                case Rescue:
                    await RescueAsync(table, model);
                    break;
            }

            Assert.Equal(model.Rows(), (await table.AllAsync()).Select(JobTableModel.Row.Of));
        }

        foreach (var job in model.Jobs.Values)
        {
            Assert.Equal(job.Outcomes, (await table.AttemptsAsync(job.Id)).Select(attempt => attempt.Outcome));
        }
    }

    private static async Task<(Guid Id, IReadOnlyList<Guid> Children)> EnqueueBatchAsync(JobTable table, EnqueueBatch batch)
    {
        (Guid, IReadOnlyList<Guid>) put = default;
        await table.WriteAsync(async write =>
        {
            put = await table.Services.GetRequiredService<JobBatches>().EnqueueAsync(
                write, batch.Organization, new("batch", "{}"), [.. Enumerable.Repeat(JobTable.New(), batch.Children)], TestContext.Current.CancellationToken);
            return true;
        });
        return put;
    }

    private static Task LimitAsync(JobTable table, Limit limit) => table.WithDbAsync(async db =>
    {
        var limits = table.Limits;
        await limits.LimitAsync(
            db, limit.Organization, null, new() { MaxRunning = limit.MaxRunning, StartsPerSecond = limit.StartsPerSecond, Burst = limit.Burst },
            TestContext.Current.CancellationToken);
        await (limit.IsPaused
            ? limits.PauseAsync(db, limit.Organization, null, TestContext.Current.CancellationToken)
            : limits.ResumeAsync(db, limit.Organization, null, TestContext.Current.CancellationToken));
        return true;
    });

    private static async Task RescueAsync(JobTable table, JobTableModel model)
    {
        Assert.Equal(model.Expired(), (await table.ExpiredAsync()).Select(job => job.Id).Order());
        Assert.Equal(model.Rescue(MaxInterruptions), (await table.RescueAsync(maxInterruptions: MaxInterruptions)).Select(job => job.Id).Order());
        var expired = await table.ExpiredAsync();
        Assert.Equal(model.Expired(), expired.Select(job => job.Id).Order());
        foreach (var job in expired)
        {
            Assert.True(await table.WriteAsync(async write =>
                await table.Leases.TakeOverAsync(write, job, TestContext.Current.CancellationToken)
                && await table.Leases.PutBackAsync(write, job, new(JobReturnReason.Vanished, TimeSpan.Zero, null, null), TestContext.Current.CancellationToken)));
            Assert.True(model.PutBack(job, JobReturnReason.Vanished, TimeSpan.Zero));
        }
    }
}
