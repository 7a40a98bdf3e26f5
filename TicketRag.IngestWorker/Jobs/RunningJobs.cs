using System.Collections.Concurrent;
using TicketRag.Core.Jobs;

namespace TicketRag.IngestWorker.Jobs;

/// <summary>What this worker runs just now, and the means to stop each.</summary>
public sealed class RunningJobs
{
    private readonly ConcurrentDictionary<Guid, Entry> _entries = new();

    /// <summary>Names this process among the workers.</summary>
    public string WorkerId { get; } = $"{Environment.MachineName}:{Environment.ProcessId}:{Guid.CreateVersion7():N}";

    public IReadOnlyCollection<Entry> All => [.. _entries.Values];

    /// <summary>At once after the claim: until then no heartbeat renews it and no stop reaches it.</summary>
    public Entry Add(Job job)
    {
        var entry = new Entry(job, this);
        Entry? older = null;
        _entries.AddOrUpdate(job.Id, entry, (_, current) =>
        {
            older = current;
            return entry;
        });

        // An earlier claim of this same worker, which lost its lease and hasn't noticed yet.
        older?.Stop(StopReason.LeaseLost);
        return entry;
    }

    /// <summary>Hands every job back instead of waiting for it.</summary>
    public void InterruptAll()
    {
        foreach (var entry in All)
        {
            entry.Stop(StopReason.Interrupted);
        }
    }

    /// <summary>Compares with what the database says is still this worker's.</summary>
    /// <param name="asked">
    /// Those that were running before the database was asked: what was claimed since then is not in its answer and must not be stopped by it.
    /// </param>
    public static void Reconcile(IReadOnlyCollection<Entry> asked, IReadOnlyList<HeldLease> held)
    {
        var leases = held.ToDictionary(lease => (lease.JobId, lease.Fence));
        foreach (var entry in asked)
        {
            if (!leases.TryGetValue((entry.Job.Id, entry.Job.Fence), out var lease))
            {
                entry.Stop(StopReason.LeaseLost);
            }
            else if (lease.CancelRequested)
            {
                entry.Stop(StopReason.Cancelled);
            }
        }
    }

    public sealed class Entry(Job job, RunningJobs running) : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private Task _stopping = Task.CompletedTask;
        private StopReason? _reason;

        public Job Job { get; } = job;

        public CancellationToken Token => _stop.Token;

        /// <summary>Null while nobody has asked it to stop; the first reason counts.</summary>
        public StopReason? Reason => _reason;

        /// <summary>The handler that did not stop and was given up: it may still be at work.</summary>
        public Task? LeftBehind { get; set; }

        public void Stop(StopReason reason)
        {
            lock (_stop)
            {
                if (_reason is null)
                {
                    _reason = reason;

                    // Not on this thread: what the handler does then would hold up the heartbeat of all other jobs.
                    _stopping = _stop.CancelAsync();
                }
            }
        }

        public async ValueTask DisposeAsync()
        {
            running._entries.TryRemove(new(Job.Id, this));
            lock (_stop)
            {
                _reason ??= StopReason.Ended;
            }

            await _stopping.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _stop.Dispose();
        }
    }
}

public enum StopReason
{
    /// <summary>A client asked for it.</summary>
    Cancelled,

    /// <summary>Another worker may have the job.</summary>
    LeaseLost,

    /// <summary>This worker stops.</summary>
    Interrupted,

    TimedOut,

    Ended,
}
