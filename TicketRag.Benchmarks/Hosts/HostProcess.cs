using System.Diagnostics;
using System.Net.Sockets;
using TicketRag.StandIns.Servers;

namespace TicketRag.Benchmarks.Hosts;

/// <summary>An Api or a worker as a process of its own on a free loopback port, in Production.</summary>
internal sealed class HostProcess : IAsyncDisposable
{
    public const string OperatorKey = "benchmark-operator";

    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(2);

    private readonly Process _process;

    private HostProcess(Process process, Uri address)
    {
        _process = process;
        Http = new(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(1) }) { BaseAddress = address };
    }

    public HttpClient Http { get; }

    /// <summary>From the start of the process to its first healthy answer.</summary>
    public TimeSpan Startup { get; private set; }

    /// <summary>What the processors worked for it until then, which other processes' load hardly changes.</summary>
    public TimeSpan StartupCpu { get; private set; }

    public static Task<HostProcess> StartAsync(string program, IReadOnlyDictionary<string, string> settings) =>
        StartAsync("dotnet", [program], settings, TimeSpan.FromMilliseconds(2));

    /// <param name="probeEvery">How often to ask whether it is healthy: the answer can't be more exact than that.</param>
    public static async Task<HostProcess> StartAsync(
        string command, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> settings, TimeSpan probeEvery)
    {
        var address = new Uri($"http://127.0.0.1:{ServerProcess.FreePort()}");
        var start = new ProcessStartInfo(command, [.. arguments, "--urls", address.ToString()]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["Access__OperatorKey"] = OperatorKey;
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        var started = Stopwatch.GetTimestamp();
        var output = new List<string>();
        var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Keep(output, line.Data);
        process.ErrorDataReceived += (_, line) => Keep(output, line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var host = new HostProcess(process, address);
        while (!await host.IsHealthyAsync())
        {
            if (process.HasExited || Stopwatch.GetElapsedTime(started) > StartLimit)
            {
                await host.DisposeAsync();
                throw new InvalidOperationException($"{command} {string.Join(' ', arguments)} did not become healthy:\n{string.Join('\n', output)}");
            }

            await Task.Delay(probeEvery, TimeProvider.System);
        }

        host.Startup = Stopwatch.GetElapsedTime(started);
        host.StartupCpu = process.TotalProcessorTime;
        return host;
    }

    /// <summary>Asks it to stop, as a platform does, and waits until it has.</summary>
    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (!_process.HasExited)
        {
            await ServerProcess.RunAsync("sh", "-c", $"kill {_process.Id}");
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(15), TimeProvider.System);
            await _process.WaitForExitAsync(patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }

    private async Task<bool> IsHealthyAsync()
    {
        try
        {
            using var response = await Http.GetAsync("health");
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException exception) when (exception.InnerException is SocketException or IOException)
        {
            return false;
        }
    }

    private static void Keep(List<string> output, string? line)
    {
        lock (output)
        {
            if (line is not null && output.Count < 100)
            {
                output.Add(line);
            }
        }
    }
}
