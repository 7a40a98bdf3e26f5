using System.Runtime.InteropServices;

namespace TicketRag.IngestWorker.Jobs;

/// <summary>Lets threads of other work go first, in the operating system's order (Linux: nice value +5; elsewhere nothing changes).</summary>
public static partial class YieldingThread
{
    private const int Process = 0;
    private const int ThisThread = 0;
    private const int Nicer = 5;
    private const int Nicest = 19;

    /// <summary>
    /// This thread stands back from now on, and so do those that it makes. Called first thing in a process, before it has made any, that is all of it: whoever runs beside a worker on
    /// the same machine, such as an Api, goes before it.
    /// </summary>
    public static void StandBack()
    {
        if (OperatingSystem.IsLinux())
        {
            // Where it is refused, nothing but the order is lost.
            _ = SetPriority(Process, ThisThread, Math.Min(Nicest, GetPriority(Process, ThisThread) + Nicer));
        }
    }

    [LibraryImport("libc", EntryPoint = "getpriority")]
    private static partial int GetPriority(int which, uint who);

    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, uint who, int priority);
}
