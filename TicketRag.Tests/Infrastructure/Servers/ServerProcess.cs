using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace TicketRag.Tests.Infrastructure.Servers;

/// <summary>A real server that a fixture starts on a free loopback port and stops again.</summary>
internal static class ServerProcess
{
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>The first of the paths or commands that exists; without one the test is skipped, and in CI it fails.</summary>
    public static string Find(string name, params string[] candidates)
    {
        var found = candidates.Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(folder => Path.Combine(folder, name)))
            .FirstOrDefault(File.Exists);
        if (found is null && Environment.GetEnvironmentVariable("CI") is null)
        {
            Assert.Skip($"{name} is not installed");
        }

        return found ?? throw new FileNotFoundException($"{name} is not installed, and in CI that is a failure.");
    }

    public static Process Start(string command, params string[] arguments)
    {
        var start = new ProcessStartInfo(command, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" };
        var process = Process.Start(start)!;
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    public static async Task RunAsync(string command, params string[] arguments)
    {
        var start = new ProcessStartInfo(command, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{command} {string.Join(' ', arguments)} ended with {process.ExitCode}:\n{await output}{await error}");
        }
    }

    /// <summary>Until <paramref name="probe"/> no longer throws.</summary>
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
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
            }
        }
    }
}
