using TicketRag.Tests.Infrastructure.Servers;

[assembly: AssemblyFixture(typeof(PostgresServer))]
[assembly: AssemblyFixture(typeof(SharedRedis))]

namespace TicketRag.Tests.Infrastructure.Servers;

/// <summary>One Redis for the tests that neither kill nor wipe it.</summary>
public sealed class SharedRedis : IAsyncLifetime
{
    private readonly Lazy<Task<RedisServer>> _server = new(RedisServer.StartNewAsync);

    /// <summary>Started by the first test that asks for it.</summary>
    public Task<RedisServer> ServerAsync() => _server.Value;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_server.IsValueCreated)
        {
            await (await _server.Value).DisposeAsync();
        }
    }
}
