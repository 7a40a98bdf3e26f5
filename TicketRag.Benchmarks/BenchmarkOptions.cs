using System.Globalization;

namespace TicketRag.Benchmarks;

/// <summary>Options of a command line, as <c>--name value</c>.</summary>
internal sealed class BenchmarkOptions(string[] args)
{
    public string Text(string name, string otherwise)
    {
        var at = Array.IndexOf(args, name);
        return at >= 0 && at + 1 < args.Length ? args[at + 1] : otherwise;
    }

    public int Number(string name, int otherwise) => int.Parse(Text(name, otherwise.ToString(CultureInfo.InvariantCulture)), CultureInfo.InvariantCulture);

    public static float Parse(string number) => float.Parse(number, CultureInfo.InvariantCulture);

    /// <summary>The folder of evaluation data: <c>--data</c>, or the variable TICKETRAG_DATA; null when neither names one that exists.</summary>
    public string? DataFolder
    {
        get
        {
            var folder = Text("--data", Environment.GetEnvironmentVariable("TICKETRAG_DATA") ?? "");
            return Directory.Exists(folder) ? folder : null;
        }
    }
}
