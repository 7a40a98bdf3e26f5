using System.Collections.Concurrent;
using TicketRag.Core.Jobs;

namespace TicketRag.IngestWorker.Jobs;

/// <summary>What this worker runs just now, and the means to stop each.</summary>
public sealed class RunningJobs
{
    private readonly ConcurrentDictionary<Guid, Entry> _entries = new();

    /// <summary>Names this process among the workers.</summary>
    public string WorkerId { get; } = $"{Environment.MachineName}:{Environment.ProcessId}:{Guid.CreateVersion7():N}";

    public IReadOnlyCollection<Guid> Ids => [.. _entries.Keys];

    public Entry Add(Job job) => _entries[job.Id] = new(job, this);

    /// <summary>Hands every job back instead of waiting for it.</summary>
    public void InterruptAll()
    {
        foreach (var entry in _entries.Values)
        {
            entry.Stop(StopReason.Interrupted);
        }
    }

    /// <summary>Compares with what the database says is still this worker's.</summary>
    public void Reconcile(IReadOnlyCollection<Guid> asked, IReadOnlyList<HeldLease> held)
    {
        foreach (var id in asked)
        {
            if (!_entries.TryGetValue(id, out var entry))
            {
                continue;
            }

            var lease = held.FirstOrDefault(one => one.JobId == id);
            if (lease is null || lease.Fence != entry.Job.Fence)
            {
                entry.Stop(StopReason.LeaseLost);
            }
            else if (lease.CancelRequested)
            {
                entry.Stop(StopReason.Cancelled);
            }
        }
    }

    public sealed class Entry(Job job, RunningJobs running) : IDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private StopReason? _reason;

        public Job Job { get; } = job;

        public CancellationToken Token => _stop.Token;

        /// <summary>Null while nobody has asked it to stop; the first reason counts.</summary>
        public StopReason? Reason => _reason;

        public void Stop(StopReason reason)
        {
            lock (_stop)
            {
                if (_reason is null)
                {
                    _reason = reason;
                    _stop.Cancel();
                }
            }
        }

        public void Dispose()
        {
            running._entries.TryRemove(new(Job.Id, this));
            lock (_stop)
            {
                _reason ??= StopReason.Ended;
                _stop.Dispose();
            }
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
