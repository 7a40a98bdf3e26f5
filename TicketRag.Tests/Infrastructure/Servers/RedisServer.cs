using StackExchange.Redis;

namespace TicketRag.Tests.Infrastructure.Servers;

/// <summary>A real Redis on a free loopback port, with a password. It can be killed, restarted on its port, and wiped.</summary>
public sealed class RedisServer : IAsyncDisposable
{
    public const string Password = RedisProcess.Password;

    private readonly RedisProcess _process = new();

    public int Port => _process.Port;

    /// <summary>Of the process, for signals.</summary>
    public int ProcessId => _process.ProcessId;

    public string Configuration => _process.Configuration;

    public static async Task<RedisServer> StartNewAsync()
    {
        var server = new RedisServer();
        await server.StartAsync();
        return server;
    }

    public Task StartAsync() => InstalledServer.OrSkipAsync(async () =>
    {
        await _process.StartAsync();
        return _process;
    });

    public Task KillAsync() => _process.KillAsync();

    public async Task<RedisResult> ExecuteAsync(string command, params object[] arguments)
    {
        using var connection = await ConnectionMultiplexer.ConnectAsync(Configuration + ",abortConnect=true,connectTimeout=10000");
        return await connection.GetDatabase().ExecuteAsync(command, arguments);
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
