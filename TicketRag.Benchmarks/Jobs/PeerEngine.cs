using System.Diagnostics;
using TicketRag.Benchmarks.Hosts;
using TicketRag.StandIns.Servers;

namespace TicketRag.Benchmarks.Jobs;

/// <summary>Another job engine, measured by <c>peers.mjs</c> in a process of its own on the same servers.</summary>
internal static class PeerEngine
{
    public static async Task<JobFigures> MeasureAsync(string engine, int jobs, string packages, string database, Backends backends)
    {
        var start = new ProcessStartInfo("node", [Path.Combine(AppContext.BaseDirectory, "Jobs", "peers.mjs"), engine, $"{jobs}", packages])
        {
            RedirectStandardOutput = true,
        };
        start.Environment["POSTGRES"] = $"postgres://postgres:{Uri.EscapeDataString(PostgresProcess.Password)}@localhost:{backends.PostgresPort}/{database}";
        start.Environment["REDIS_PORT"] = $"{backends.RedisPort}";
        start.Environment["REDIS_PASSWORD"] = RedisProcess.Password;
        using var process = Process.Start(start)!;
        var (before, servers) = (TimeSpan.Zero, TimeSpan.Zero);
        var last = "";
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            last = line;
            switch (line)
            {
                case "processing-begins":
                    before = ServerCpu.Of(backends.ServerProcesses);
                    break;
                case "processing-ends":
                    servers = ServerCpu.Of(backends.ServerProcesses) - before;
                    break;
            }
        }

        await process.WaitForExitAsync();
        var figures = JobFigures.Parse(last);
        return figures with { Cpu = figures.Cpu + (servers.TotalMicroseconds / (jobs - jobs / 2)) };
    }
}
