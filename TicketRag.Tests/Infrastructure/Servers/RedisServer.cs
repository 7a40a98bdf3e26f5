using System.Diagnostics;
using StackExchange.Redis;

namespace TicketRag.Tests.Infrastructure.Servers;

/// <summary>A real Redis on a free loopback port, with a password. It can be killed, restarted on its port, and wiped.</summary>
public sealed class RedisServer : IAsyncDisposable
{
    public const string Password = "rpw";

    private Process? _process;

    public int Port { get; } = ServerProcess.FreePort();

    /// <summary>Of the process, for signals.</summary>
    public int ProcessId => _process!.Id;

    public string Configuration => $"localhost:{Port},password={Password}";

    public static async Task<RedisServer> StartNewAsync()
    {
        var server = new RedisServer();
        await server.StartAsync();
        return server;
    }

    public async Task StartAsync()
    {
        if (_process is not null)
        {
            return;
        }

        _process = ServerProcess.Start(
            ServerProcess.Find("redis-server"), "--port", $"{Port}", "--bind", "127.0.0.1", "--requirepass", Password, "--save", "", "--appendonly", "no");
        await ServerProcess.WaitAsync(() => ExecuteAsync("PING"), TimeSpan.FromSeconds(30));
    }

    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    public async Task<RedisResult> ExecuteAsync(string command, params object[] arguments)
    {
        using var connection = await ConnectionMultiplexer.ConnectAsync(Configuration + ",abortConnect=true,connectTimeout=1000,connectRetry=1");
        return await connection.GetDatabase().ExecuteAsync(command, arguments);
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await KillAsync();
        }
    }
}
