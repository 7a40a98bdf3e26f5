namespace TicketRag.Tests.Jobs;

/// <summary>Where a thread stands in Linux' order: the higher, the later.</summary>
internal static class NiceValue
{
    // proc(5): the 19th field of a thread's stat; its name, the second, may hold spaces.
    public static int OfThisThread() =>
        int.Parse(File.ReadAllText("/proc/thread-self/stat").Split(')')[^1].Split(' ', StringSplitOptions.RemoveEmptyEntries)[16], null);
}
