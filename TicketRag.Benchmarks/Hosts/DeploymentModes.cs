namespace TicketRag.Benchmarks.Hosts;

/// <summary>Which ways of running are measured: <c>--modes embedded,distributed</c>, both unless it is said.</summary>
internal sealed record DeploymentModes(bool Embedded, bool Distributed)
{
    public static DeploymentModes Of(BenchmarkOptions options)
    {
        var named = options.Text("--modes", "embedded,distributed").Split(',');
        return new(named.Contains("embedded"), named.Contains("distributed"));
    }

    /// <returns>Null where nothing distributed is measured, or where the servers are not installed.</returns>
    public async Task<Backends?> StartBackendsAsync() => Distributed ? await Backends.StartNewAsync() : null;
}
