using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using TicketRag.Core.Organizations;
using TicketRag.Core.Persistence;
using TicketRag.Core.Telemetry;

namespace TicketRag.Core.Jobs;

/// <summary>
/// For jobs that stand alone, without a business row in the same transaction: those that come in while a commit is under way share the next
/// one. Who waits for the answer has the same promise as with <see cref="JobQueue"/>: the job is on the disk. Workers may start a single one while the disk is
/// still waited for.
/// </summary>
public sealed class JobGroupCommit(IServiceScopeFactory scopes, IJobStatements statements, JobQueue queue, IJobNudges nudges) : IDisposable
{
    private const int MaxGroup = 200;

    private readonly HeldDb _db = new(scopes);
    private readonly Lock _lock = new();
    private readonly Queue<Waiting> _waiting = new();
    private bool _isWriting;

    /// <summary>Whether several came in while the last write was under way: then the next will, too, though the first of them is quick.</summary>
    private bool _isBusy;

    /// <returns>The job's id; where a pending job with the same kind and unique key exists, that one's.</returns>
    /// <exception cref="JobPayloadTooLargeException">It carries too much.</exception>
    /// <exception cref="System.Data.Common.DbException">The database is down, or went down before it answered: the job may have been put in, and may even have run.</exception>
    public Task<Guid> EnqueueAsync(OrganizationId organization, NewJob job, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        job.Validate();
        if (job.UniqueKey is not null)
        {
            return EnqueueAloneAsync(organization, job, cancellationToken);
        }

        var waiting = new Waiting(new(JobIds.Next(), organization, job, job.Traceparent ?? Activity.Current?.Id));
        lock (_lock)
        {
            _waiting.Enqueue(waiting);
            if (!_isWriting)
            {
                _isWriting = true;
                _ = Task.Run(WriteAllAsync, CancellationToken.None);
            }
        }

        return waiting.Written.Task;
    }

    public void Dispose() => _db.Dispose();

    // Nothing escapes it: whatever goes wrong is told to those who wait.
    private async Task WriteAllAsync()
    {
        while (NextGroup() is { } group)
        {
            try
            {
                await WriteAsync(group);
                if (_isBusy)
                {
                    await AfterTheAnsweredAsync();
                }
            }
            catch (Exception exception)
            {
                group.ForEach(one => one.Written.TrySetException(exception));
            }
        }
    }

    // Those that have just been answered often have more: what they put in goes along with what waits already, instead of waiting for it. Two groups that pass each
    // other would each have half of the jobs, and each a commit to wait for.
    private static Task AfterTheAnsweredAsync() =>
        Task.Factory.StartNew(static () => { }, CancellationToken.None, TaskCreationOptions.PreferFairness, TaskScheduler.Default);

    private List<Waiting>? NextGroup()
    {
        lock (_lock)
        {
            if (_waiting.Count == 0)
            {
                _isWriting = false;
                return null;
            }

            var group = new List<Waiting>(Math.Min(_waiting.Count, MaxGroup));
            while (group.Count < MaxGroup && _waiting.TryDequeue(out var one))
            {
                group.Add(one);
            }

            return group;
        }
    }

    private async Task WriteAsync(List<Waiting> group)
    {
        var isLone = group.Count == 1 && !_isBusy;
        _isBusy = group.Count > 1;
        await _db.UseAsync(async db =>
        {
            await statements.InsertAloneAsync(
                db, [.. group.Select(one => one.Row)], early: isLone, () => nudges.Send(group.Min(one => one.Row.Job.Priority)), CancellationToken.None);
            return true;
        });
        foreach (var one in group)
        {
            JobTelemetry.Enqueued(one.Row.Job.Kind);
            one.Written.TrySetResult(one.Row.Id);
        }
    }

    private async Task<Guid> EnqueueAloneAsync(OrganizationId organization, NewJob job, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        await using var write = await scope.ServiceProvider.GetRequiredService<AppDb>().BeginWriteAsync(cancellationToken);
        var id = await queue.EnqueueAsync(write, organization, job, cancellationToken);
        await write.CommitAsync(cancellationToken);
        return id;
    }

    private sealed record Waiting(JobInsert Row)
    {
        public TaskCompletionSource<Guid> Written { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
