using System.Runtime.InteropServices;

namespace TicketRag.Tests.Infrastructure.Servers;

/// <summary>Signals to a process, by Linux' numbers.</summary>
internal static class ServerSignals
{
    public static void Terminate(int process) => Send(process, 15);

    /// <summary>It stands still, as on a machine that sleeps: connections stay open, nothing is answered.</summary>
    public static void Freeze(int process) => Send(process, 19);

    public static void Thaw(int process) => Send(process, 18);

    private static void Send(int process, int signal) => Assert.Equal(0, Kill(process, signal));

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);
}
