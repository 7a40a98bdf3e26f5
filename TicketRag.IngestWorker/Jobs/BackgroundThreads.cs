using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace TicketRag.IngestWorker.Jobs;

/// <summary>
/// Threads of their own for handlers, below the others in the operating system's order (Linux: nice value +5; elsewhere the same): the
/// thread pool stays free for requests, and a request that wants a processor takes it from a job.
/// </summary>
public sealed partial class BackgroundThreads : TaskScheduler, IDisposable
{
    private const int Process = 0;
    private const int ThisThread = 0;
    private const int Nicer = 5;
    private const int Nicest = 19;

    private static readonly int Threads = Math.Max(2, Environment.ProcessorCount);

    [ThreadStatic]
    private static BackgroundThreads? _here;

    private readonly BlockingCollection<Task> _work = [];

    public BackgroundThreads()
    {
        for (var i = 0; i < Threads; i++)
        {
            AddThread();
        }
    }

    /// <summary>Runs <paramref name="work"/> and what follows its awaits on these threads.</summary>
    public Task<T> RunAsync<T>(Func<Task<T>> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, this).Unwrap();

    /// <summary>For one that a handler keeps and won't give back.</summary>
    public void AddThread() => new Thread(Work) { IsBackground = true, Name = "Background work" }.Start();

    public void Dispose() => _work.CompleteAdding();

    protected override void QueueTask(Task task)
    {
        try
        {
            _work.Add(task);
        }
        catch (InvalidOperationException)
        {
            // Once the host is gone, what was left behind may still come back from an await.
            ThreadPool.UnsafeQueueUserWorkItem(_ => TryExecuteTask(task), null);
        }
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => _here == this && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks() => _work.ToArray();

    private void Work()
    {
        _here = this;
        if (OperatingSystem.IsLinux())
        {
            // Where it is refused, nothing but the order is lost.
            _ = SetPriority(Process, ThisThread, Math.Min(Nicest, GetPriority(Process, ThisThread) + Nicer));
        }

        foreach (var task in _work.GetConsumingEnumerable())
        {
            TryExecuteTask(task);
        }
    }

    [LibraryImport("libc", EntryPoint = "getpriority")]
    private static partial int GetPriority(int which, uint who);

    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, uint who, int priority);
}
