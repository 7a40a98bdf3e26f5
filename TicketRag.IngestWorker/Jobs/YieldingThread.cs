using System.Runtime.InteropServices;

namespace TicketRag.IngestWorker.Jobs;

/// <summary>Lets threads of other work go first, in the operating system's order (Linux: a higher nice value; elsewhere nothing changes).</summary>
public static partial class YieldingThread
{
    /// <summary>How far work stands back that nobody waits for.</summary>
    public const int Usual = 5;

    private const int Process = 0;
    private const int ThisThread = 0;
    private const int Nicest = 19;

    /// <summary>
    /// This thread stands back from now on, and so do those that it makes. Called first thing in a process, before it has made any, that is all of it: whoever runs beside a worker on
    /// the same machine, such as an Api, goes before it.
    /// </summary>
    /// <param name="nicer">How far.</param>
    public static void StandBack(int nicer = Usual)
    {
        if (OperatingSystem.IsLinux())
        {
            // Where it is refused, nothing but the order is lost.
            _ = SetPriority(Process, ThisThread, Math.Min(Nicest, GetPriority(Process, ThisThread) + nicer));
        }
    }

    [LibraryImport("libc", EntryPoint = "getpriority")]
    private static partial int GetPriority(int which, uint who);

    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, uint who, int priority);
}
