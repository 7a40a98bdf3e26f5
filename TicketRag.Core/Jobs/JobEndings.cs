using System.Collections.Concurrent;

namespace TicketRag.Core.Jobs;

/// <summary>Tells those who wait in this process that a job's state may have changed. Only a hint: other processes' endings are not heard here.</summary>
public sealed class JobEndings
{
    private readonly ConcurrentDictionary<Guid, TaskCompletionSource> _waiting = new();

    public void Signal(Guid jobId)
    {
        if (_waiting.TryRemove(jobId, out var signal))
        {
            signal.TrySetResult();
        }
    }

    /// <summary>Completes at the job's next signal. Ask for it before you look at the row.</summary>
    public Task NextAsync(Guid jobId) =>
        _waiting.GetOrAdd(jobId, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    public void Forget(Guid jobId) => _waiting.TryRemove(jobId, out _);
}
