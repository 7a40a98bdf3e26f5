using System.Data.Common;
using TicketRag.Core.Jobs;
using TicketRag.Core.Persistence;

namespace TicketRag.IngestWorker.Jobs;

/// <summary>
/// Writes down completions without effects of their own, those that come in while one write is under way together in the next. Nothing
/// waits for company: a lone one goes at once.
/// </summary>
public sealed class JobCompletions(IServiceScopeFactory scopes, JobLeases leases) : IDisposable
{
    private const string Deadlock = "40P01";
    private const int MaxBatch = 400;
    private const int MaxWaiting = 2_000;

    private readonly HeldDb _db = new(scopes);
    private readonly Lock _lock = new();
    private readonly Queue<GatheredCompletion> _waiting = new();
    private Task _writing = Task.CompletedTask;
    private bool _isWriting;

    /// <summary>Until everything that was added is written, or could not be.</summary>
    public Task FlushedAsync()
    {
        lock (_lock)
        {
            return _writing;
        }
    }

    /// <returns>When there is room for more: a database that can't keep up holds up those who add.</returns>
    public Task AddAsync(GatheredCompletion completion)
    {
        lock (_lock)
        {
            _waiting.Enqueue(completion);
            if (!_isWriting)
            {
                _isWriting = true;
                _writing = Task.Run(WriteAllAsync);
            }

            return _waiting.Count < MaxWaiting ? Task.CompletedTask : _writing;
        }
    }

    public void Dispose() => _db.Dispose();

    private async Task WriteAllAsync()
    {
        while (NextBatch() is { } batch)
        {
            await WriteAsync(batch);
        }
    }

    private List<GatheredCompletion>? NextBatch()
    {
        lock (_lock)
        {
            if (_waiting.Count == 0)
            {
                _isWriting = false;
                return null;
            }

            var batch = new List<GatheredCompletion>(Math.Min(_waiting.Count, MaxBatch));
            while (batch.Count < MaxBatch && _waiting.TryDequeue(out var one))
            {
                batch.Add(one);
            }

            return batch;
        }
    }

    private async Task WriteAsync(List<GatheredCompletion> batch)
    {
        try
        {
            var written = await _db.UseAsync(db => leases.CompleteAsync(db, [.. batch.Select(one => one.Row)], CancellationToken.None));
            var held = written.Count == batch.Count ? null : written.ToHashSet();
            foreach (var one in batch)
            {
                one.Ended(held is null || held.Contains(one.Row.Job.Id) ? CompletionWrite.Written : CompletionWrite.LeaseLost, null);
            }
        }
        catch (DbException exception) when (exception.SqlState == Deadlock)
        {
            // Nothing of it was written, and the one that was in the way is through now.
            await WriteAsync(batch);
        }
        catch (Exception exception) when (batch.Count > 1 && !DatabaseOutage.Is(exception))
        {
            // One of them can't be stored: it must not take the others with it.
            foreach (var one in batch)
            {
                await WriteAsync([one]);
            }
        }
        catch (Exception exception)
        {
            batch.ForEach(one => one.Ended(CompletionWrite.Refused, exception));
        }
    }
}

/// <param name="Ended">Told what became of it; returns at once and never throws.</param>
public sealed record GatheredCompletion(JobCompletion Row, Action<CompletionWrite, Exception?> Ended);

public enum CompletionWrite
{
    Written,

    LeaseLost,

    /// <summary>The database did not take it.</summary>
    Refused,
}
