namespace TicketRag.Benchmarks.Extraction;

internal static class DataFolder
{
    /// <summary>By <c>--data</c> or the variable TICKETRAG_DATA; null, and said so, where there is none.</summary>
    public static string? Of(string[] args)
    {
        var at = Array.IndexOf(args, "--data");
        var folder = at >= 0 && at + 1 < args.Length ? args[at + 1] : Environment.GetEnvironmentVariable("TICKETRAG_DATA");
        if (folder is not null && Directory.Exists(Path.Combine(folder, "readability")))
        {
            return folder;
        }

        Console.WriteLine("Name the folder that holds readability/ and office/: --data DIR, or the variable TICKETRAG_DATA.");
        return null;
    }
}
