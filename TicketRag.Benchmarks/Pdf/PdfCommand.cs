using System.Globalization;

namespace TicketRag.Benchmarks.Pdf;

/// <summary>The benchmarks <c>pdf --data DIR</c> and <c>pdf-fuzz --data DIR --runs N --seed S</c>.</summary>
internal static class PdfCommand
{
    public static int Measure(string[] args) => Folder(args) is { } folder ? PdfBenchmark.Run(folder) : 1;

    public static int Fuzz(string[] args) =>
        Folder(args) is { } folder ? PdfFuzz.Run(folder, Number(args, "--runs", 1000), Number(args, "--seed", Environment.TickCount)) : 1;

    private static string? Folder(string[] args)
    {
        var data = Option(args, "--data") ?? Environment.GetEnvironmentVariable("TICKETRAG_DATA");
        var folder = data is null ? null : Path.Combine(data, "pdf");
        if (folder is null || !Directory.Exists(folder))
        {
            Console.WriteLine("Name the folder that holds pdf/: --data DIR, or the variable TICKETRAG_DATA.");
            return null;
        }

        return folder;
    }

    private static int Number(string[] args, string name, int otherwise) =>
        Option(args, name) is { } value ? int.Parse(value, CultureInfo.InvariantCulture) : otherwise;

    private static string? Option(string[] args, string name)
    {
        var at = Array.IndexOf(args, name);
        return at >= 0 && at + 1 < args.Length ? args[at + 1] : null;
    }
}
