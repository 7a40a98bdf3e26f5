using System.Globalization;

namespace TicketRag.Benchmarks.Pdf;

/// <summary>The processor time of this process and of those that it ran: on a busy machine it tells what a clock cannot.</summary>
internal readonly record struct ProcessorTime(TimeSpan Own, TimeSpan Children)
{
    private const double TicksPerSecond = 100;

    /// <summary>From proc(5); zero where there is no such file.</summary>
    public static ProcessorTime Now()
    {
        const string Path = "/proc/self/stat";
        if (!File.Exists(Path))
        {
            return default;
        }

        // Fields 14 to 17, counted behind the name in brackets: user and system time, own and of children.
        var text = File.ReadAllText(Path);
        var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        TimeSpan Ticks(int field) => TimeSpan.FromSeconds(double.Parse(fields[field - 3], CultureInfo.InvariantCulture) / TicksPerSecond);
        return new ProcessorTime(Ticks(14) + Ticks(15), Ticks(16) + Ticks(17));
    }
}
