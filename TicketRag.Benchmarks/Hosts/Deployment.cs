namespace TicketRag.Benchmarks.Hosts;

/// <summary>The published product in one of its two modes, as processes of their own.</summary>
internal sealed class Deployment : IAsyncDisposable
{
    private readonly List<HostProcess> _workers = [];
    private readonly DirectoryInfo? _data;

    private Deployment(string title, HostProcess api, DirectoryInfo? data) => (Title, Api, _data) = (title, api, data);

    public string Title { get; }

    public HostProcess Api { get; }

    public static async Task<Deployment> EmbeddedAsync(PublishedHosts hosts, IReadOnlyDictionary<string, string>? settings = null)
    {
        var data = Directory.CreateTempSubdirectory("ticketrag-benchmark-");
        var api = await HostProcess.StartAsync(hosts.Api, new Dictionary<string, string>(settings ?? new Dictionary<string, string>()) { ["Data__Folder"] = data.FullName });
        return new("embedded (SQLite, embedded index, worker in the Api)", api, data);
    }

    /// <param name="name">Of its database, which is new.</param>
    public static async Task<Deployment> DistributedAsync(
        PublishedHosts hosts, Backends backends, string name, int workers, IReadOnlyDictionary<string, string>? settings = null)
    {
        var all = await backends.NewDeploymentAsync(name);
        foreach (var (setting, value) in settings ?? new Dictionary<string, string>())
        {
            all[setting] = value;
        }

        var title = $"distributed, {workers} worker{(workers > 1 ? "s" : "")} (Postgres, Redis, stand-in of Qdrant)";
        var deployment = new Deployment(title, await HostProcess.StartAsync(hosts.Api, all), data: null);
        try
        {
            for (var i = 0; i < workers; i++)
            {
                deployment._workers.Add(await HostProcess.StartAsync(hosts.Worker, all));
            }
        }
        catch
        {
            await deployment.DisposeAsync();
            throw;
        }

        return deployment;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var worker in _workers)
        {
            await worker.DisposeAsync();
        }

        await Api.DisposeAsync();
        _data?.Delete(recursive: true);
    }
}
