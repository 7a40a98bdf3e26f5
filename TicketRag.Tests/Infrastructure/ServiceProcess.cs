using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using TicketRag.Tests.Infrastructure.Servers;

namespace TicketRag.Tests.Infrastructure;

/// <summary>The Api or a worker as a real process, started from its project's own output with the given variables and few others.</summary>
public sealed class ServiceProcess : IAsyncDisposable
{
    private static readonly string[] Inherited = ["PATH", "HOME", "DOTNET_ROOT", "TMPDIR", "LANG"];
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(90);

    private readonly string _name;
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();

    private ServiceProcess(string name, ProcessStartInfo start, Uri address)
    {
        _name = name;
        Address = address;
        Client = new() { BaseAddress = address };
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public Uri Address { get; }

    public HttpClient Client { get; }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>All that it has written so far.</summary>
    public string Output => string.Join('\n', _output);

    /// <param name="project">TicketRag.Api or TicketRag.IngestWorker.</param>
    /// <param name="environment">Its ASPNETCORE_URLS says where it listens.</param>
    public static ServiceProcess Start(string project, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo("dotnet", [AssemblyOf(project)])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        foreach (var name in start.Environment.Keys.Except(Inherited).ToList())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return new(project, start, new(environment["ASPNETCORE_URLS"]));
    }

    /// <summary>Until <c>/health</c> answers 200, healthy or degraded.</summary>
    public Task WaitUntilUpAsync(CancellationToken cancellationToken) => Eventually.TrueAsync(
        async () =>
        {
            Assert.False(HasExited, $"{_name} ended with {(HasExited ? _process.ExitCode : 0)}:\n{Output}");
            return await HealthAsync(cancellationToken) == HttpStatusCode.OK;
        },
        StartLimit, () => $"{_name} is not up:\n{Output}", cancellationToken);

    /// <summary>Null where nobody listens yet.</summary>
    public async Task<HttpStatusCode?> HealthAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var response = await Client.GetAsync("health", cancellationToken);
            return response.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    public Task WaitForOutputAsync(string text, CancellationToken cancellationToken) => Eventually.TrueAsync(
        () => Task.FromResult(Output.Contains(text, StringComparison.Ordinal)), StartLimit, () => $"{_name} did not say '{text}':\n{Output}", cancellationToken);

    /// <summary>SIGKILL, and waits until it is gone.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Killed by whomever.</summary>
    public Task WaitUntilGoneAsync(CancellationToken cancellationToken) => _process.WaitForExitAsync(cancellationToken);

    /// <summary>SIGTERM; the exit code.</summary>
    public async Task<int> TerminateAsync(CancellationToken cancellationToken)
    {
        ServerSignals.Terminate(_process.Id);
        await _process.WaitForExitAsync(cancellationToken);
        return _process.ExitCode;
    }

    /// <summary>SIGSTOP: it stands still, as on a machine that sleeps.</summary>
    public void Freeze() => ServerSignals.Freeze(_process.Id);

    public void Thaw() => ServerSignals.Thaw(_process.Id);

    public async ValueTask DisposeAsync()
    {
        if (!HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
        Client.Dispose();
    }

    private static string AssemblyOf(string project)
    {
        // …/TicketRag.Tests/bin/<configuration>/<framework>/
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        var root = own.Parent!.Parent!.Parent!.Parent!;
        var path = Path.Combine(root.FullName, project, "bin", own.Parent.Name, own.Name, project + ".dll");
        return File.Exists(path) ? path : throw new FileNotFoundException($"{project} is not built in this configuration", path);
    }

    private void Keep(string? line)
    {
        if (line is not null)
        {
            _output.Enqueue(line);
        }
    }
}
