using System.Globalization;

namespace TicketRag.Benchmarks.Jobs;

/// <summary>The processor time of a server with the processes that it forked, from proc(5).</summary>
internal static class ServerCpu
{
    private const double TicksPerSecond = 100;

    public static TimeSpan Of(params int[] servers) => TimeSpan.FromSeconds(
        Directory.GetDirectories("/proc").Select(Path.GetFileName).Where(name => int.TryParse(name, out _)).Sum(name => TicksOf(name!, servers)) / TicksPerSecond);

    // Fields 4 (parent), 14 and 15 (own time), 16 and 17 (time of children that ended), counted behind the name in brackets.
    private static double TicksOf(string process, int[] servers)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{process}/stat");
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            double Field(int number) => double.Parse(fields[number - 3], CultureInfo.InvariantCulture);
            var isServer = servers.Contains(int.Parse(process, CultureInfo.InvariantCulture));
            return isServer ? Field(14) + Field(15) + Field(16) + Field(17)
                : servers.Contains((int)Field(4)) ? Field(14) + Field(15) : 0;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }
}
