namespace TicketRag.IngestWorker.Jobs;

/// <summary>
/// The thread pool begins with a thread for each processor and adds more only after a while. What jobs do on it holds threads for milliseconds (SQLite blocks), and a request
/// that finds none free waits as long.
/// </summary>
internal static class PoolThreads
{
    /// <summary>Threads for so many jobs at once besides those for requests, without a wait.</summary>
    public static void MakeRoomFor(int jobs)
    {
        ThreadPool.GetMinThreads(out var workers, out var completionPorts);
        ThreadPool.SetMinThreads(Math.Max(workers, Environment.ProcessorCount + jobs), completionPorts);
    }
}
