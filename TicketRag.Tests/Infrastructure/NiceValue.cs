using System.Globalization;

namespace TicketRag.Tests.Infrastructure;

/// <summary>Where a thread or process stands in Linux' order: the higher, the later.</summary>
internal static class NiceValue
{
    public static int OfThisThread() => In("/proc/thread-self/stat");

    public static int Of(ServiceProcess service) => In($"/proc/{service.Id}/stat");

    // proc(5): the 19th field; the second, a name, may hold spaces.
    private static int In(string stat) =>
        int.Parse(File.ReadAllText(stat).Split(')')[^1].Split(' ', StringSplitOptions.RemoveEmptyEntries)[16], CultureInfo.InvariantCulture);
}
