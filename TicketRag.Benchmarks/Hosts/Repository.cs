namespace TicketRag.Benchmarks.Hosts;

internal static class Repository
{
    /// <summary>The folder with the solution file, above this assembly or the current folder.</summary>
    public static string Root { get; } =
        Above(AppContext.BaseDirectory) ?? Above(Environment.CurrentDirectory) ?? throw new InvalidOperationException("Run this from within the repository.");

    private static string? Above(string? folder)
    {
        while (folder is not null && !File.Exists(Path.Combine(folder, "TicketRag.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder;
    }
}
