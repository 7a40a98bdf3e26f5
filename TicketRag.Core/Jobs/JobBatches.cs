using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using TicketRag.Core.Documents;
using TicketRag.Core.Organizations;
using TicketRag.Core.Persistence;
using TicketRag.Core.Telemetry;

namespace TicketRag.Core.Jobs;

/// <summary>
/// A job that is made of others: its progress, counts and end follow from theirs, in the transactions that end them. It has no handler, no
/// lease and no attempts of its own. A child that fails does not stop its brothers; the batch names it.
/// </summary>
public sealed class JobBatches(IJobStatements statements, IJobNudges nudges)
{
    private const int MaxNamed = 100;

    /// <summary>Puts a batch in with all its jobs, within the business transaction. One without jobs is complete.</summary>
    /// <param name="batch">Its kind, metadata and priority; it takes no arguments.</param>
    /// <param name="children">Without unique keys.</param>
    /// <exception cref="JobPayloadTooLargeException">A job carries too much.</exception>
    public async Task<(Guid Id, IReadOnlyList<Guid> Children)> EnqueueAsync(
        WriteScope write, OrganizationId organization, NewJob batch, IReadOnlyList<NewJob> children, CancellationToken cancellationToken)
    {
        batch.Validate();
        var id = JobIds.Next();
        await write.Db.Database.ExecuteSqlRawAsync(
            $$"""
            INSERT INTO jobs (id, organization_id, kind, priority, state, run_at, args, metadata, attempt, max_attempts, interruptions, fence, created_at,
                started_at, ended_at, processed_items, total_items, chunks_created, traceparent, children, children_failed, children_cancelled, source)
            VALUES ({0}, {1}, {2}, {3}, {4}, {{write.Db.Dialect.Now}}, {5}, {6}, 0, 1, 0, 0, {{write.Db.Dialect.Now}},
                {{write.Db.Dialect.Now}}, CASE WHEN {7} = 0 THEN {{write.Db.Dialect.Now}} ELSE NULL END, 0, {7}, 0, {8}, {7}, 0, 0, {9})
            """,
            [
                id, organization.Value, batch.Kind, (int)batch.Priority, SnakeCaseName.Of(children.Count == 0 ? JobState.Completed : JobState.Running),
                batch.Args, batch.Metadata!, children.Count, batch.Traceparent ?? Activity.Current?.Id!, batch.Source!,
            ], cancellationToken);
        var rows = children.Select(child => new JobInsert(JobIds.Next(), organization, Valid(child), child.Traceparent ?? Activity.Current?.Id) { ParentId = id }).ToList();
        await statements.InsertAsync(write.Db, rows, cancellationToken);
        write.AfterCommit(() => nudges.Announce(children));
        return (id, [.. rows.Select(row => row.Id)]);
    }

    /// <summary>Notes what became of jobs of a batch, within the transaction that ends them, and ends the batch with the last.</summary>
    internal static async Task MoveOnAsync(AppDb db, OrganizationId organization, Guid batch, ChildEndings endings, CancellationToken cancellationToken)
    {
        if (endings.Count == 0)
        {
            return;
        }

        // Everybody locks children first and the batch last, so that nobody waits in a circle. It runs, or runs again, unless this was the last of them.
        var counts = (await db.Database.SqlQueryRaw<BatchCounts>(
            """
            UPDATE jobs SET processed_items = processed_items + {1}, children_failed = children_failed + {2},
                children_cancelled = children_cancelled + {3}, chunks_created = chunks_created + {4},
                state = 'running', ended_at = NULL, result = NULL, error = NULL, message = (processed_items + {1}) || ' of ' || children || ' jobs ended'
                    || CASE WHEN children_failed + {2} > 0 THEN ', ' || (children_failed + {2}) || ' failed' ELSE '' END
            WHERE organization_id = {5} AND id = {0}
            RETURNING children AS "Children", processed_items AS "Ended", children_failed AS "Failed", children_cancelled AS "Cancelled",
                cancel_requested_at IS NOT NULL AS "CancelRequested", kind AS "Kind", chunks_created AS "Chunks", message AS "Message"
            """, batch, endings.Count, endings.Failed, endings.Cancelled, endings.Chunks, organization.Value).ToListAsync(cancellationToken)).SingleOrDefault();
        if (counts is not null && counts.Ended == counts.Children)
        {
            await EndAsync(db, organization, batch, counts, cancellationToken);
        }
    }

    private static async Task EndAsync(AppDb db, OrganizationId organization, Guid batch, BatchCounts counts, CancellationToken cancellationToken)
    {
        var summary = counts.Kind == JobKind.BatchIngestion
            ? await IngestionBatch.SummarizeAsync(db, batch, counts.Chunks, cancellationToken)
            : await SummarizeAsync(db, batch, counts, cancellationToken);
        await db.Database.ExecuteSqlRawAsync(
            $$"""UPDATE jobs SET state = {1}, ended_at = {{db.Dialect.Now}}, result = {2}, error = {3}, message = {4} WHERE organization_id = {5} AND id = {0}""",
            [batch, SnakeCaseName.Of(counts.State), summary.Result, summary.Error!, summary.Message, organization.Value], cancellationToken);
    }

    private static async Task<BatchSummary> SummarizeAsync(AppDb db, Guid batch, BatchCounts counts, CancellationToken cancellationToken)
    {
        var failures = counts.Failed == 0
            ? []
            : await db.Jobs.IgnoreQueryFilters().Where(job => job.ParentId == batch && job.State == JobState.Failed)
                .OrderBy(job => job.Id).Take(MaxNamed).Select(job => new BatchFailure(job.Id, job.Error ?? "")).ToListAsync(cancellationToken);
        return new(
            JobArgs.Write(new BatchResult(counts.Completed, counts.Failed, counts.Cancelled, failures)),
            counts.Failed == 0 ? null : $"{counts.Failed} of {counts.Children} jobs failed", counts.Message);
    }

    private static NewJob Valid(NewJob job)
    {
        job.Validate();
        return job.UniqueKey is null ? job : throw new ArgumentException("A job of a batch has no unique key: it would be another batch's, too.");
    }

    private sealed record BatchCounts(int Children, int Ended, int Failed, int Cancelled, bool CancelRequested, string Kind, int Chunks, string Message)
    {
        public int Completed => Ended - Failed - Cancelled;

        public JobState State =>
            CancelRequested && Cancelled > 0 ? JobState.Cancelled
            : Completed > 0 ? JobState.Completed
            : Failed > 0 ? JobState.Failed : JobState.Cancelled;
    }
}

/// <summary>What became of jobs of one batch since its counts were last written; negative where they run again.</summary>
internal sealed record ChildEndings(int Completed, int Failed, int Cancelled, int Chunks)
{
    public int Count => Completed + Failed + Cancelled;

    public static ChildEndings Of(JobState state, int chunks) => state switch
    {
        JobState.Completed => new(1, 0, 0, chunks),
        JobState.Failed => new(0, 1, 0, chunks),
        JobState.Cancelled => new(0, 0, 1, chunks),
        _ => new(0, 0, 0, 0),
    };
}

/// <summary>What a batch that has ended shows.</summary>
/// <param name="Result">As JSON.</param>
internal sealed record BatchSummary(string Result, string? Error, string Message);

/// <summary>How a batch ended.</summary>
/// <param name="Failures">The first hundred jobs that failed; the others are found by their <c>parent_id</c>.</param>
public sealed record BatchResult(int Completed, int Failed, int Cancelled, IReadOnlyList<BatchFailure> Failures);

public sealed record BatchFailure(Guid JobId, string Error);
