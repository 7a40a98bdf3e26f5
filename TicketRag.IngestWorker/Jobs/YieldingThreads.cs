namespace TicketRag.IngestWorker.Jobs;

/// <summary>
/// Threads of their own which stand back behind the others (<see cref="YieldingThread"/>): the thread pool stays free for requests, and a request that wants a processor takes
/// it from them.
/// </summary>
public abstract class YieldingThreads : TaskScheduler, IDisposable
{
    [ThreadStatic]
    private static YieldingThreads? _here;

    private readonly string _name;
    private readonly int _nicer;

    // Its own monitor: the collections that block spin before they sleep, which on few processors is time that a request would have had.
    private readonly Queue<Task> _work = new();
    private bool _isClosed;

    /// <param name="count">How many there are from the start.</param>
    /// <param name="nicer">How far they stand back.</param>
    /// <param name="name">What debuggers call them.</param>
    private protected YieldingThreads(int count, int nicer, string name)
    {
        (_name, _nicer) = (name, nicer);
        for (var i = 0; i < count; i++)
        {
            AddThread();
        }
    }

    /// <summary>Runs <paramref name="work"/> and what follows its awaits on these threads.</summary>
    public Task<T> RunAsync<T>(Func<Task<T>> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, this).Unwrap();

    /// <summary>For one that a handler keeps and won't give back.</summary>
    public void AddThread() => new Thread(Work) { IsBackground = true, Name = _name }.Start();

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
        YieldingThread.StandBack(_nicer);
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
