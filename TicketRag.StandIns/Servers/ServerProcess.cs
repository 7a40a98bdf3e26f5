using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace TicketRag.StandIns.Servers;

/// <summary>What it takes to run an installed program as a server on a free loopback port.</summary>
public static class ServerProcess
{
    private static readonly TimeSpan ProbeInterval = TimeSpan.FromMilliseconds(50);

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>The first of the paths that exists, or the program of that name on the PATH.</summary>
    /// <exception cref="ServerNotInstalledException">There is none.</exception>
    public static string Find(string name, params string[] candidates) =>
        candidates.Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(folder => Path.Combine(folder, name))).FirstOrDefault(File.Exists)
        ?? throw new ServerNotInstalledException(name);

    /// <summary>Starts a program whose output nobody reads.</summary>
    public static Process Start(string command, params string[] arguments)
    {
        var process = Process.Start(Quiet(command, arguments))!;
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    /// <exception cref="InvalidOperationException">It failed; the message has its output.</exception>
    public static async Task RunAsync(string command, params string[] arguments)
    {
        using var process = Process.Start(Quiet(command, arguments))!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{command} {string.Join(' ', arguments)} ended with {process.ExitCode}:\n{await output}{await error}");
        }
    }

    /// <summary>Until <paramref name="probe"/> no longer throws; its last exception comes through once <paramref name="limit"/> is over.</summary>
    public static async Task WaitAsync(Func<Task> probe, TimeSpan limit)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                await probe();
                return;
            }
            catch (Exception) when (TimeProvider.System.GetElapsedTime(started) < limit)
            {
                await Task.Delay(ProbeInterval, TimeProvider.System);
            }
        }
    }

    private static ProcessStartInfo Quiet(string command, string[] arguments) =>
        new(command, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" };
}

public sealed class ServerNotInstalledException(string name) : Exception($"{name} is not installed");
