using System.Data.Common;
using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using TicketRag.Core.Organizations;
using TicketRag.Core.Persistence;
using TicketRag.Tests.Infrastructure;

namespace TicketRag.Tests.Jobs;

/// <summary>How SQLite carries out the product's own statements: each is explained on its connection, just before it runs.</summary>
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

        var steps = await table.WithDbAsync(db => StepsAsync(db, () => table.Leases.ClaimAsync(db, new("worker", 3, JobTable.Lease), Cancelled)));

        Assert.Contains(steps, step => step.Contains("ix_jobs_due", StringComparison.Ordinal));
        Assert.Contains(steps, step => step.Contains("ix_jobs_lease", StringComparison.Ordinal));
        Assert.All(steps, step => Assert.False(
            step.StartsWith("SCAN jobs", StringComparison.Ordinal) && !step.Contains("ix_jobs_lease", StringComparison.Ordinal), step));
    }

    private static async Task<IReadOnlyList<string>> StepsAsync(AppDb db, Func<Task> statements)
    {
        var explained = new Explained(db.Database.GetDbConnection());
        using (DiagnosticListener.AllListeners.Subscribe(explained))
        {
            await statements();
        }

        return explained.Steps;
    }

    private sealed class Explained(DbConnection connection) : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
    {
        public List<string> Steps { get; } = [];

        public void OnNext(DiagnosticListener listener)
        {
            if (listener.Name == DbLoggerCategory.Name)
            {
                listener.Subscribe(this, (name, _, _) => name == RelationalEventId.CommandExecuting.Name);
            }
        }

        // Other tests run beside this one.
        public void OnNext(KeyValuePair<string, object?> happened)
        {
            if (happened.Value is CommandEventData { Command: var command } && command.Connection == connection)
            {
                Explain(command);
            }
        }

        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }

        private void Explain(DbCommand command)
        {
            using var explain = connection.CreateCommand();
            explain.CommandText = "EXPLAIN QUERY PLAN " + command.CommandText;
            explain.Transaction = command.Transaction;
            foreach (DbParameter parameter in command.Parameters)
            {
                var copy = explain.CreateParameter();
                (copy.ParameterName, copy.Value) = (parameter.ParameterName, parameter.Value);
                explain.Parameters.Add(copy);
            }

            using var reader = explain.ExecuteReader();
            while (reader.Read())
            {
                Steps.Add(reader.GetString(3));
            }
        }
    }
}
