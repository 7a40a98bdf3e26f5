using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace TicketRag.StandIns.Servers;

/// <summary>A real Redis on a free loopback port, with a password and nothing on disk. It can be killed, and started again on its port.</summary>
public sealed class RedisProcess : IAsyncDisposable
{
    public const string Password = "rpw";

    private Process? _process;

    public int Port { get; } = ServerProcess.FreePort();

    /// <summary>For signals.</summary>
    public int ProcessId => _process!.Id;

    /// <summary>In StackExchange.Redis' form.</summary>
    public string Configuration => $"localhost:{Port},password={Password}";

    /// <exception cref="ServerNotInstalledException">Redis isn't here.</exception>
    public static async Task<RedisProcess> StartNewAsync()
    {
        var server = new RedisProcess();
        await server.StartAsync();
        return server;
    }

    /// <summary>Does nothing while it runs.</summary>
    public async Task StartAsync()
    {
        if (_process is not null)
        {
            return;
        }

        _process = ServerProcess.Start(
            ServerProcess.Find("redis-server"), "--port", $"{Port}", "--bind", "127.0.0.1", "--requirepass", Password, "--save", "", "--appendonly", "no");
        await ServerProcess.WaitAsync(PingAsync, TimeSpan.FromSeconds(30));
    }

    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await KillAsync();
        }
    }

    private async Task PingAsync()
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"AUTH {Password}\r\nPING\r\n"));
        using var reader = new StreamReader(stream);
        await reader.ReadLineAsync();
        if (await reader.ReadLineAsync() != "+PONG")
        {
            throw new IOException("Redis is not ready yet");
        }
    }
}
