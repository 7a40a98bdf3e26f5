using TicketRag.StandIns.Servers;

namespace TicketRag.Benchmarks.Hosts;

/// <summary>The published Api and worker: what is measured is what would be deployed.</summary>
internal sealed class PublishedHosts(string folder)
{
    public string Api => Program("TicketRag.Api");

    public string Worker => Program("TicketRag.IngestWorker");

    /// <summary>Those in <c>--published folder</c>, or else freshly published ones.</summary>
    public static async Task<PublishedHosts> FromAsync(BenchmarkOptions options)
    {
        var given = options.Text("--published", "");
        var hosts = new PublishedHosts(given.Length > 0 ? Path.GetFullPath(given) : Path.Combine(Path.GetTempPath(), "ticketrag-published"));
        if (given.Length == 0)
        {
            foreach (var program in new[] { hosts.Api, hosts.Worker })
            {
                var project = Path.GetFileName(Path.GetDirectoryName(program))!;
                Console.WriteLine($"Publishing {project}");
                await ServerProcess.RunAsync("dotnet", "publish", Path.Combine(Repository.Root, project), "-c", "Release", "-v", "q", "-o", Path.GetDirectoryName(program)!);
            }
        }

        return hosts;
    }

    private string Program(string name) => Path.Combine(folder, name, name + ".dll");
}
