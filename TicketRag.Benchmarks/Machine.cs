using System.Runtime.InteropServices;

namespace TicketRag.Benchmarks;

internal static class Machine
{
    /// <summary>What figures depend on besides the code: other work on a shared machine above all.</summary>
    public static void Describe() => Console.WriteLine(
        $"{TimeProvider.System.GetUtcNow():yyyy-MM-dd HH:mm} UTC, {Environment.ProcessorCount} cores, {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription}, load average {Load}");

    public static string Load => File.Exists("/proc/loadavg") ? string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ').Take(3)) : "unknown";
}
