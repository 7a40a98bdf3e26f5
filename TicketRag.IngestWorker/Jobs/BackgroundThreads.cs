using Microsoft.Extensions.Options;

namespace TicketRag.IngestWorker.Jobs;

/// <summary>
/// Threads of their own for jobs, which stand back behind the others (<see cref="YieldingThread"/>): the thread pool stays free for requests, and a request that wants a
/// processor takes it from a job. There is one for each slot, so that handlers which compute for long can't keep an urgent job from starting.
/// </summary>
public sealed class BackgroundThreads : TaskScheduler, IDisposable
{
    [ThreadStatic]
    private static BackgroundThreads? _here;

    // Its own monitor: the collections that block spin before they sleep, which on few processors is time that a request would have had.
    private readonly Queue<Task> _work = new();
    private bool _isClosed;

    public BackgroundThreads(IOptions<JobOptions> options)
    {
        for (var i = 0; i < options.Value.AllSlots; i++)
        {
            AddThread();
        }
    }

    /// <summary>Runs <paramref name="work"/> and what follows its awaits on these threads.</summary>
    public Task<T> RunAsync<T>(Func<Task<T>> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, this).Unwrap();

    /// <summary>For one that a handler keeps and won't give back.</summary>
    public void AddThread() => new Thread(Work) { IsBackground = true, Name = "Background work" }.Start();

    public void Dispose()
    {
        lock (_work)
        {
            _isClosed = true;
            Monitor.PulseAll(_work);
        }
    }

    protected override void QueueTask(Task task)
    {
        lock (_work)
        {
            if (!_isClosed)
            {
                _work.Enqueue(task);
                Monitor.Pulse(_work);
                return;
            }
        }

        // Once the host is gone, what was left behind may still come back from an await.
        ThreadPool.UnsafeQueueUserWorkItem(_ => TryExecuteTask(task), null);
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => _here == this && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks()
    {
        lock (_work)
        {
            return [.. _work];
        }
    }

    private void Work()
    {
        _here = this;
        YieldingThread.StandBack();
        while (Next() is { } task)
        {
            TryExecuteTask(task);
        }
    }

    // Null once it is closed and nothing is left.
    private Task? Next()
    {
        lock (_work)
        {
            Task? task;
            while (!_work.TryDequeue(out task) && !_isClosed)
            {
                Monitor.Wait(_work);
            }

            return task;
        }
    }
}
