using StackExchange.Redis;

namespace TicketRag.Core.Jobs.Redis;

/// <summary>
/// Two connections to one Redis, both made in the background and renewed by themselves: one for commands, and one that may block in a read
/// without holding those up.
/// </summary>
public sealed class RedisConnections : IDisposable
{
    /// <summary>The longest a read may block.</summary>
    public static readonly TimeSpan MaxBlock = TimeSpan.FromSeconds(5);

    private readonly Lazy<Task<ConnectionMultiplexer>> _commands;
    private readonly Lazy<Task<ConnectionMultiplexer>> _reads;

    public RedisConnections(string configuration)
    {
        _commands = new(() => ConnectionMultiplexer.ConnectAsync(Options(configuration, TimeSpan.Zero)));
        _reads = new(() => ConnectionMultiplexer.ConnectAsync(Options(configuration, MaxBlock)));
    }

    public async Task<IDatabase> CommandsAsync() => (await _commands.Value).GetDatabase();

    public async Task<IDatabase> ReadsAsync() => (await _reads.Value).GetDatabase();

    public void Dispose()
    {
        foreach (var connection in new[] { _commands, _reads })
        {
            if (connection is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
            {
                // Not Dispose, which would wait for a read that blocks.
                connection.Value.Result.Close(allowCommandsToComplete: false);
            }
        }
    }

    private static ConfigurationOptions Options(string configuration, TimeSpan block)
    {
        var options = ConfigurationOptions.Parse(configuration);
        options.AbortOnConnectFail = false;
        options.ClientName = "ticketrag";
        options.SyncTimeout = (int)(block + TimeSpan.FromSeconds(3)).TotalMilliseconds;
        options.ResponseTimeout = options.SyncTimeout;
        return options;
    }
}
