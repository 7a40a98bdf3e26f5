using Microsoft.EntityFrameworkCore;
using TicketRag.Core.Jobs;
using TicketRag.Core.Organizations;
using TicketRag.Core.Persistence;
using TicketRag.Core.Persistence.Sqlite;
using TicketRag.Tests.Infrastructure;

namespace TicketRag.Tests.Jobs;

/// <summary>How SQLite carries out the claim's own statements.</summary>
public sealed class SqliteJobPlanTests : IDisposable
{
    private static readonly OrganizationId Acme = OrganizationId.New();

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Claim_costs_the_same_however_many_jobs_the_table_holds()
    {
        await using var table = await JobTables.OnSqliteAsync(_folder, new ManualTimeProvider());
        await table.EnqueueAsync(Acme);

        var (due, busy, take) = await table.WithDbAsync(async db =>
        {
            var claim = new JobClaim("worker", 3, JobTable.Lease);
            await using var write = await db.BeginWriteAsync(Cancelled);
            return (await StepsAsync(db, SqliteJobClaim.Due(db.Dialect, claim)), await StepsAsync(db, SqliteJobClaim.Busy),
                await StepsAsync(db, SqliteJobClaim.Take(db.Dialect, claim, [new(Guid.CreateVersion7(), JobPriority.Normal, Acme.Value, JobTable.Kind, 0, 0)])));
        });

        Assert.Contains(due, step => step.Contains("ix_jobs_due", StringComparison.Ordinal));
        Assert.Contains(busy, step => step.Contains("ix_jobs_lease", StringComparison.Ordinal));
        Assert.Contains(take, step => step.StartsWith("SEARCH jobs", StringComparison.Ordinal));
        Assert.All(due.Concat(busy).Concat(take), step => Assert.False(
            step.StartsWith("SCAN jobs", StringComparison.Ordinal) && !step.Contains("ix_jobs_lease", StringComparison.Ordinal), step));
    }

    private static Task<List<string>> StepsAsync<T>(AppDb db, SqlStatement<T> statement) => new SqlStatement<List<string>>(
        "EXPLAIN QUERY PLAN " + statement.Sql, statement.Values, async (rows, cancellationToken) =>
        {
            var steps = new List<string>();
            while (await rows.ReadAsync(cancellationToken))
            {
                steps.Add(rows.GetString(3));
            }

            return steps;
        }).ExecuteAsync(db, Cancelled);
}
