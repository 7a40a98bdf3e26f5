using TicketRag.Core.Organizations;

namespace TicketRag.IngestWorker.Jobs;

/// <summary>
/// Jobs of quick kinds that this worker has claimed ahead and runs one after the other, besides its slots: never more than it expects to be
/// done with in a moment, and organizations take turns, so that nobody waits behind them.
/// </summary>
public sealed class QuickJobs(KindSpeeds speeds, JobExecutor executor)
{
    private const int Fewest = 16;
    private const int Most = 400;

    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(20);
    private static readonly int Runners = Math.Max(2, Environment.ProcessorCount);

    private readonly Lock _lock = new();
    private readonly TurnQueue<OrganizationId, RunningJobs.Entry> _waiting = new();
    private readonly HashSet<Task> _runners = [];
    private TaskCompletionSource _changed = New();
    private int _running;

    public IReadOnlyCollection<string> Kinds => speeds.QuickKinds;

    /// <summary>How many more may be claimed ahead; none while there are enough.</summary>
    public int Room
    {
        get
        {
            if (speeds.QuickKinds.Count == 0)
            {
                return 0;
            }

            lock (_lock)
            {
                var target = Target;
                return _waiting.Count <= target / 2 ? target - _waiting.Count : 0;
            }
        }
    }

    private int Target => (int)Math.Clamp(Runners * Moment / Max(speeds.SlowestQuick, TimeSpan.FromMicroseconds(1)), Fewest, Most);

    /// <summary>Completes when there is room again. Ask for it before you look.</summary>
    public Task NextChangeAsync()
    {
        lock (_lock)
        {
            return _changed.Task;
        }
    }

    /// <summary>For jobs that were claimed as quick ones, beyond the slots: also where their kind has turned out to be slow since.</summary>
    public void Add(RunningJobs.Entry entry)
    {
        lock (_lock)
        {
            _waiting.Enqueue(entry.Job.OrganizationId, entry);
            if (_running < Runners)
            {
                _running++;
                _runners.RemoveWhere(runner => runner.IsCompleted);
                _runners.Add(Task.Run(RunAllAsync));
            }
        }
    }

    /// <summary>Until nothing waits and nothing runs.</summary>
    public async Task EmptyAsync()
    {
        Task[] runners;
        lock (_lock)
        {
            runners = [.. _runners];
        }

        await Task.WhenAll(runners);
    }

    private async Task RunAllAsync()
    {
        while (Next() is { } entry)
        {
            await executor.RunAsync(entry);
        }
    }

    private RunningJobs.Entry? Next()
    {
        lock (_lock)
        {
            if (!_waiting.TryDequeue(out var entry))
            {
                _running--;
            }

            if (_waiting.Count == Target / 2 || entry is null)
            {
                _changed.TrySetResult();
                _changed = New();
            }

            return entry;
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
